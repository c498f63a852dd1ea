"""What a sale tells beside its answers. Upper-case, and every one of the year's list is always there."""

from __future__ import annotations

from export_cds.fields.element import Element, Form, Present

PRESENT: dict[str, Present] = {}

_SOURCES = {
    "ID": "log.id",
    "STATUS": "log.status",
    # Not asked any more; logs from before have an answer.
    "ADDRESS_SEARCH_VALUE_CHECK": "address_search_value_check",
    "CREATEDBY": "created_by.email",
    "CREATEDBYID": "created_by.id",
    "USERNAME": "assigned_to.email",
    "USERNAMEID": "assigned_to.id",
    "AMENDEDBY": "amended_by.email",
    "AMENDEDBYID": "amended_by.id",
    "OWNINGORGID": "owner.id",
    "OWNINGORGNAME": "owner.name",
    "MANINGORGID": "manager.id",
    "MANINGORGNAME": "manager.name",
    "CREATIONMETHOD": "log.creation_method",
    "BULKUPLOADID": "log.bulk_upload_id",
    "COLLECTIONYEAR": "log.year",
    "HASMSCHARGE": "log.discounted_has_mscharge",
    "HASSERVICECHARGES": "log.shared_has_mscharge",
    "LANAME": "log.la_name",
    "PREVLOCNAME": "log.prevloc_name",
    "DUPLICATESET": "log.duplicate_set_id",
}

FACTS: tuple[Element, ...] = (
    *(Element(name, source) for name, source in _SOURCES.items()),
    Element("MSCHARGE", "log.discounted_mscharge", Form.DECIMAL),
    Element("SERVICECHARGES", "log.shared_mscharge", Form.DECIMAL),
    Element("CREATEDDATE", "log.created_at", Form.DATETIME),
    Element("UPLOADDATE", "log.updated_at", Form.DATETIME),
)
