"""The triggers, and what each of them looks at. The columns are those that reach the department, and no others.

A sign-in is a change of the person, whose sign-ins the department receives, and of no log.
"""

# Names of tables and columns are ours, values are always parameters.
# ruff: noqa: S608
from __future__ import annotations

from export_cds.triggers.facts import LOG_TABLES, OWNER_OR_MANAGER, PENDING, PEOPLE_OF_A_LOG
from export_cds.triggers.sql import Trigger
from portal.changes import LETTINGS, ORGANISATIONS, SALES, USERS

ITSELF = "SELECT id FROM changed"

LOG_COLUMNS = (
    "status",
    "date",
    "answers",
    *OWNER_OR_MANAGER,
    *PEOPLE_OF_A_LOG,
    "creation_method",
    "old_form_id",
    "bulk_upload_id",
    "created_at",
    "updated_at",
    "discarded_at",
)


def _logs(collection: str, *more: str) -> list[Trigger]:
    table = LOG_TABLES[collection]
    # Logs that wait for somebody's approval are not sent; their approval is a change that marks them.
    itself = f"SELECT id FROM changed WHERE status <> {PENDING}"
    duplicates = f"{collection}_duplicates"
    return [
        Trigger(collection, table, (*LOG_COLUMNS, *more), ((collection, itself),), on=("insert", "update")),
        Trigger(duplicates, table, ("duplicate_key", "status"), facts=((duplicates, "changed.duplicate_key"),)),
    ]


USER_TRIGGERS = [
    Trigger(
        "users",
        "accounts_user",
        (
            *("email", "name", "organisation_id", "sign_in_count", "last_sign_in_at", "role", "phone"),
            *("phone_extension", "is_dpo", "is_key_contact", "active"),
        ),
        ((USERS, ITSELF),),
        on=("insert", "update"),
    ),
    Trigger("user_emails", "accounts_user", ("email",), facts=(("email", "changed.id"),), on=("update",)),
]

ORGANISATION_TRIGGERS = [
    Trigger(
        "organisations",
        "orgs_organisation",
        (
            *("name", "phone", "provider_type", "address_line1", "address_line2", "postcode", "holds_own_stock"),
            *("active", "housing_registration_no", "old_org_id", "old_visible_id", "merge_date", "profit_status"),
            *("absorbing_organisation_id", "available_from", '"group"', "discarded_at"),
        ),
        ((ORGANISATIONS, ITSELF),),
        on=("insert", "update"),
    ),
    Trigger(
        "organisation_names",
        "orgs_organisation",
        ("name",),
        facts=(("organisation_name", "changed.id"),),
        on=("update",),
    ),
    Trigger(
        "organisation_facts",
        "orgs_organisation",
        ("provider_type", "housing_registration_no", "old_visible_id"),
        facts=(("organisation_register", "changed.id"),),
        on=("update",),
    ),
    Trigger(
        "scheme_owners",
        "orgs_organisation",
        ("active", "merge_date", "discarded_at"),
        facts=(("organisation_status", "changed.id"),),
        on=("update",),
    ),
    Trigger(
        "name_changes",
        "orgs_organisationnamechange",
        ("organisation_id", "name", "startdate", "discarded_at"),
        ((ORGANISATIONS, "SELECT organisation_id FROM changed"),),
        facts=(("organisation_name_from", "changed.organisation_id || '/' || changed.startdate"),),
    ),
    Trigger(
        "agreements",
        "orgs_dataprotectionconfirmation",
        ("organisation_id", "signed_at", "data_protection_officer_email", "confirmed"),
        ((ORGANISATIONS, "SELECT organisation_id FROM changed"),),
    ),
]

HOUSING_TRIGGERS = [
    Trigger(
        "schemes",
        "supported_housing_scheme",
        (
            *("owning_organisation_id", "sensitive", "scheme_type", "registered_under_care_act", "arrangement_type"),
            *("primary_client_group", "secondary_client_group", "support_type", "intended_stay", "confirmed"),
            *("startdate", "discarded_at"),
        ),
        facts=(("scheme", "changed.id"),),
        on=("update",),
    ),
    Trigger(
        "locations",
        "supported_housing_location",
        (
            *("scheme_id", "postcode", "location_code", "type_of_unit", "mobility_type", "old_visible_id"),
            *("units", "startdate", "confirmed", "discarded_at"),
        ),
        facts=(("location", "changed.id"),),
        on=("update",),
    ),
    Trigger(
        "locations_of_scheme",
        "supported_housing_location",
        ("scheme_id", "units", "confirmed", "discarded_at"),
        facts=(("scheme", "changed.scheme_id"),),
    ),
    Trigger(
        "scheme_deactivations",
        "supported_housing_schemedeactivationperiod",
        ("scheme_id", "deactivation_date", "reactivation_date"),
        facts=(("scheme", "changed.scheme_id"),),
    ),
    Trigger(
        "location_deactivations",
        "supported_housing_locationdeactivationperiod",
        ("location_id", "deactivation_date", "reactivation_date"),
        facts=(("location", "changed.location_id"),),
    ),
]

AREA_TRIGGERS = [
    Trigger("area_names", "orgs_localauthority", ("code", "name"), facts=(("area", "changed.code"),), on=("update",)),
]

TRIGGERS: tuple[Trigger, ...] = (
    *_logs(LETTINGS, "scheme_id", "location_id"),
    *_logs(SALES),
    *USER_TRIGGERS,
    *ORGANISATION_TRIGGERS,
    *HOUSING_TRIGGERS,
    *AREA_TRIGGERS,
)
