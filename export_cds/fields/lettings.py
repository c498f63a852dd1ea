"""What a letting tells beside its answers. Lower-case; `providertype` closes every record."""

from __future__ import annotations

from export_cds.fields.element import Element, Form, Present


def _facts(present: Present, **sources: str) -> list[Element]:
    return [Element(name, source, present=present) for name, source in sources.items()]


# An answer that is left out, not empty, where it does not apply.
PRESENT = {"unittype_gn": Present.GENERAL_NEEDS}

FACTS: tuple[Element, ...] = (
    *_facts(
        Present.ALWAYS,
        status="log.status",
        # Not asked any more; logs from before have an answer.
        underoccupation_benefitcap="underoccupation_benefitcap",
        bulk_upload_id="log.bulk_upload_id",
        creation_method="log.creation_method",
        duplicate_set_id="log.duplicate_set_id",
        formid="log.form_id",
        log_id="log.id",
        assigned_to="assigned_to.email",
        created_by="created_by.email",
        amended_by="amended_by.email",
        providertype="owner.provider_type",
    ),
    Element("discarded_at", "log.discarded_at", Form.DATETIME),
    Element("createddate", "log.created_at", Form.DATETIME),
    Element("uploaddate", "log.updated_at", Form.DATETIME),
    *_facts(Present.OWNER, owningorgid="owner.visible_id", owningorgname="owner.name", hcnum="owner.registration_no"),
    *_facts(
        Present.MANAGER,
        maningorgid="manager.visible_id",
        maningorgname="manager.name",
        manhcnum="manager.registration_no",
    ),
    *_facts(Present.SUPPORTED, unittype_sh="location.type_of_unit"),
    *_facts(
        Present.SCHEME,
        confidential="scheme.sensitive",
        cligrp1="scheme.primary_client_group",
        cligrp2="scheme.secondary_client_group",
        intstay="scheme.intended_stay",
        mantype="scheme.arrangement_type",
        reghome="scheme.registered_under_care_act",
        schtype="scheme.scheme_type",
        support="scheme.support_type",
        units_scheme="scheme.units",
        scheme="scheme.id",
        scheme_status="scheme.status",
    ),
    *_facts(
        Present.LOCATION,
        mobstand="location.mobility_type",
        # The department's name for it says scheme; it has always carried the location's former code.
        scheme_old="location.old_visible_id",
        units="location.units",
        location_code="location.id",
        location_status="location.status",
    ),
    *_facts(Present.RENT_TYPE, renttype_detail="log.renttype_detail"),
)
