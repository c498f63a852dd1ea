"""What is watched. The columns are those that reach the department, and no others: a sign-in is no change of a log."""

# Names of tables and columns are ours, values are always parameters.
# ruff: noqa: S608
from __future__ import annotations

from export_cds.watches.sql import Watch
from portal.changes import LETTINGS, ORGANISATIONS, SALES, USERS

LOG_TABLES = {LETTINGS: "lettings_lettingslog", SALES: "sales_saleslog"}
PENDING = 3
ITSELF = "SELECT id FROM changed"


def _logs_where(collection: str, *columns: str, key: str = "id", also: str = "TRUE") -> tuple[str, str]:
    """Logs that point to what changed; one query per column, so that each can use its index."""
    table = LOG_TABLES[collection]
    return collection, " UNION ".join(
        f"SELECT log.id FROM {table} log JOIN changed ON log.{column} = changed.{key} WHERE {also}"
        for column in columns
    )


def _both_kinds(*columns: str, key: str = "id", also: str = "TRUE") -> tuple[tuple[str, str], ...]:
    return tuple(_logs_where(collection, *columns, key=key, also=also) for collection in LOG_TABLES)


OWNER_OR_MANAGER = ("owning_organisation_id", "managing_organisation_id")
PEOPLE_OF_A_LOG = ("assigned_to_id", "created_by_id", "updated_by_id")

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


def _logs(collection: str, *more: str) -> list[Watch]:
    table = LOG_TABLES[collection]
    # Logs that wait for somebody's approval are not sent; their approval is a change that marks them.
    itself = f"SELECT id FROM changed WHERE status <> {PENDING}"
    same_key = (
        f"SELECT log.id FROM {table} log JOIN changed ON log.duplicate_key = changed.duplicate_key"
        f" WHERE changed.duplicate_key <> '' AND log.status <> {PENDING}"
    )
    return [
        Watch(collection, table, (*LOG_COLUMNS, *more), ((collection, itself),), on=("insert", "update")),
        # The others of a set of duplicates carry the set's number.
        Watch(f"{collection}_duplicates", table, ("duplicate_key", "status"), ((collection, same_key),)),
    ]


USERS_WATCHED = [
    Watch(
        "users",
        "accounts_user",
        (
            *("email", "name", "organisation_id", "sign_in_count", "last_sign_in_at", "role", "phone"),
            *("phone_extension", "is_dpo", "is_key_contact", "active"),
        ),
        ((USERS, ITSELF),),
        on=("insert", "update"),
    ),
    Watch("user_emails", "accounts_user", ("email",), _both_kinds(*PEOPLE_OF_A_LOG), on=("update",)),
]

ORGANISATIONS_WATCHED = [
    Watch(
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
    Watch(
        "organisation_names",
        "orgs_organisation",
        ("name",),
        (
            (USERS, "SELECT person.id FROM accounts_user person JOIN changed ON person.organisation_id = changed.id"),
            _logs_where(SALES, *OWNER_OR_MANAGER),
        ),
        on=("update",),
    ),
    Watch(
        "organisation_facts",
        "orgs_organisation",
        ("name", "provider_type", "housing_registration_no", "old_visible_id"),
        (_logs_where(LETTINGS, *OWNER_OR_MANAGER),),
        on=("update",),
    ),
    Watch(
        "scheme_owners",
        "orgs_organisation",
        ("active", "merge_date", "discarded_at"),
        (
            (
                LETTINGS,
                "SELECT log.id FROM changed JOIN supported_housing_scheme scheme"
                " ON scheme.owning_organisation_id = changed.id"
                " JOIN lettings_lettingslog log ON log.scheme_id = scheme.id",
            ),
        ),
        on=("update",),
    ),
    Watch(
        "name_changes",
        "orgs_organisationnamechange",
        ("organisation_id", "name", "startdate", "discarded_at"),
        (
            (ORGANISATIONS, "SELECT organisation_id FROM changed"),
            (
                USERS,
                "SELECT person.id FROM accounts_user person"
                " WHERE person.organisation_id IN (SELECT organisation_id FROM changed)",
            ),
            *_both_kinds(*OWNER_OR_MANAGER, key="organisation_id", also="log.date >= changed.startdate"),
        ),
    ),
    Watch(
        "agreements",
        "orgs_dataprotectionconfirmation",
        ("organisation_id", "signed_at", "data_protection_officer_email", "confirmed"),
        ((ORGANISATIONS, "SELECT organisation_id FROM changed"),),
    ),
]

_OF_SCHEME = _logs_where(LETTINGS, "scheme_id")
_OF_LOCATION = _logs_where(LETTINGS, "location_id")
_OF_ITS_SCHEME = _logs_where(LETTINGS, "scheme_id", key="scheme_id")

HOUSING_WATCHED = [
    Watch(
        "schemes",
        "supported_housing_scheme",
        (
            *("owning_organisation_id", "sensitive", "scheme_type", "registered_under_care_act", "arrangement_type"),
            *("primary_client_group", "secondary_client_group", "support_type", "intended_stay", "confirmed"),
            *("startdate", "discarded_at"),
        ),
        (_OF_SCHEME,),
        on=("update",),
    ),
    Watch(
        "locations",
        "supported_housing_location",
        (
            *("scheme_id", "postcode", "location_code", "type_of_unit", "mobility_type", "old_visible_id"),
            *("units", "startdate", "confirmed", "discarded_at"),
        ),
        (_OF_LOCATION,),
        on=("update",),
    ),
    Watch(
        "locations_of_scheme",
        "supported_housing_location",
        ("scheme_id", "units", "confirmed", "discarded_at"),
        (_OF_ITS_SCHEME,),
    ),
    Watch(
        "scheme_deactivations",
        "supported_housing_schemedeactivationperiod",
        ("scheme_id", "deactivation_date", "reactivation_date"),
        (_OF_ITS_SCHEME,),
    ),
    Watch(
        "location_deactivations",
        "supported_housing_locationdeactivationperiod",
        ("location_id", "deactivation_date", "reactivation_date"),
        (_logs_where(LETTINGS, "location_id", key="location_id"),),
    ),
]

AREAS_WATCHED = [
    Watch(
        "area_names",
        "orgs_localauthority",
        ("code", "name"),
        (
            (
                SALES,
                "SELECT log.id FROM sales_saleslog log JOIN changed ON log.la = changed.code"
                " UNION SELECT log.id FROM sales_saleslog log"
                " JOIN changed ON log.answers ->> 'prevloc' = changed.code",
            ),
        ),
        on=("update",),
    ),
]

WATCHES: tuple[Watch, ...] = (
    *_logs(LETTINGS, "scheme_id", "location_id"),
    *_logs(SALES),
    *USERS_WATCHED,
    *ORGANISATIONS_WATCHED,
    *HOUSING_WATCHED,
    *AREAS_WATCHED,
)
