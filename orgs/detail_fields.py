"""The details of an organisation, each named once: the form, the page, the file and the export are made from this.

Only the element of the export and the trigger that marks a change are written elsewhere, because their order and
text are fixed; a test holds them, and every other field of the model, against this table.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DetailField:
    """A field that people fill in, with who may and where it goes. Support may change all of them."""

    name: str
    coordinators_change: bool = False
    coordinators_see: bool = True
    in_files: bool = True
    sent: bool = True
    """Whether the department gets it."""


DETAIL_FIELDS = (
    DetailField("provider_type"),
    DetailField("profit_status"),
    DetailField("housing_registration_no"),
    DetailField("holds_own_stock"),
    DetailField("address_line1", coordinators_change=True),
    DetailField("address_line2", coordinators_change=True),
    DetailField("postcode", coordinators_change=True),
    DetailField("phone", coordinators_change=True),
    DetailField("group_member", in_files=False, sent=False),
    DetailField("group_member_id", coordinators_see=False, in_files=False, sent=False),
    DetailField("old_visible_id", coordinators_see=False),
)
OTHER_FIELDS = {
    "id": "given by the database",
    "name": "given at first, changed on a date on a page of its own",
    "group": "follows from the other organisation of the group",
    "is_department": "set once, by hand",
    "department_id": "a generated column that holds the department to be one",
    "active": "changed on a page of its own",
    "merge_date": "written by a merge",
    "absorbing_organisation": "written by a merge",
    "available_from": "written by a merge",
    "schemes_deduplicated_at": "written when duplicates have been looked at",
    "discarded_at": "written by deletion",
    "created_at": "a time stamp",
    "updated_at": "a time stamp",
    "old_org_id": "came with the records of the service before this one, and is sent on",
    "old_association_type": "came with the records of the service before this one",
    "software_supplier_id": "came with the records of the service before this one",
    "housing_management_system": "came with the records of the service before this one",
    "choice_based_lettings": "came with the records of the service before this one",
    "common_housing_register": "came with the records of the service before this one",
    "choice_allocation_policy": "came with the records of the service before this one",
    "cbl_proportion_percentage": "came with the records of the service before this one",
    "enter_affordable_logs": "came with the records of the service before this one",
    "owns_affordable_logs": "came with the records of the service before this one",
    "general_needs_units": "came with the records of the service before this one",
    "supported_housing_units": "came with the records of the service before this one",
    "unspecified_units": "came with the records of the service before this one",
    "other_stock_owners": "came with the records of the service before this one",
    "managing_agents_label": "came with the records of the service before this one",
}
"""Fields that are no details, with the reason."""

FOR_COORDINATORS = tuple(field.name for field in DETAIL_FIELDS if field.coordinators_change)
"""What coordinators may change about their own organisation (Q3)."""
FOR_SUPPORT = (*FOR_COORDINATORS, *(field.name for field in DETAIL_FIELDS if not field.coordinators_change))
"""What support may change, with what coordinators change first, as the page shows them."""
READ_BY_COORDINATORS = tuple(
    field.name for field in DETAIL_FIELDS if field.coordinators_see and not field.coordinators_change
)
"""What coordinators see besides."""
IN_THE_FORM = ("name", *(field.name for field in DETAIL_FIELDS))
IN_FILES = ("id", "name", *(field.name for field in DETAIL_FIELDS if field.in_files))
SENT = tuple(field.name for field in DETAIL_FIELDS if field.sent)
