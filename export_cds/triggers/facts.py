"""Which records carry a fact: asked when an export starts, of everything that is committed by then.

Every look-up goes from the keys to an index, one after the other, so that it is quick also on tables about which the
planner knows nothing.
"""

# Names of tables and columns are ours, values are always parameters.
# ruff: noqa: S608
from __future__ import annotations

from portal.changes import LETTINGS, SALES, USERS

LOG_TABLES = {LETTINGS: "lettings_lettingslog", SALES: "sales_saleslog"}
PENDING = 3

OWNER_OR_MANAGER = ("owning_organisation_id", "managing_organisation_id")
PEOPLE_OF_A_LOG = ("assigned_to_id", "created_by_id", "updated_by_id")
NUMBER, DAY = "split_part(keys.key, '/', 1)::bigint", "split_part(keys.key, '/', 2)::date"

Lookup = tuple[str, str]
"""A collection, and the query that finds its records by an array of keys."""


def _by(collection: str, table: str, condition: str) -> Lookup:
    return collection, (
        "SELECT found.id FROM unnest(%s::text[]) AS keys (key)"
        f" CROSS JOIN LATERAL (SELECT record.id FROM {table} record WHERE {condition} OFFSET 0) AS found"
    )


def _logs(collection: str, *columns: str, key: str = NUMBER, also: str = "") -> tuple[Lookup, ...]:
    """One query for each column, so that each can use its index; pending logs are never sent."""
    sent = f" AND record.status <> {PENDING}"
    return tuple(_by(collection, LOG_TABLES[collection], f"record.{column} = {key}{also}{sent}") for column in columns)


def _both_kinds(*columns: str, also: str = "") -> tuple[Lookup, ...]:
    return tuple(lookup for collection in LOG_TABLES for lookup in _logs(collection, *columns, also=also))


def _duplicates(collection: str) -> tuple[Lookup, ...]:
    """The others of a set of duplicates carry the set's number."""
    also = " AND record.duplicate_key <> ''"
    return _logs(collection, "duplicate_key", key="keys.key", also=also)


_PEOPLE = _by(USERS, "accounts_user", f"record.organisation_id = {NUMBER}")

FACTS: dict[str, tuple[Lookup, ...]] = {
    "organisation_name": (_PEOPLE, *_both_kinds(*OWNER_OR_MANAGER)),
    "organisation_name_from": (_PEOPLE, *_both_kinds(*OWNER_OR_MANAGER, also=f" AND record.date >= {DAY}")),
    "organisation_register": _logs(LETTINGS, *OWNER_OR_MANAGER),
    "organisation_status": (
        _by(
            LETTINGS,
            "lettings_lettingslog",
            f"record.scheme_id IN (SELECT id FROM supported_housing_scheme WHERE owning_organisation_id = {NUMBER})"
            f" AND record.status <> {PENDING}",
        ),
    ),
    "email": _both_kinds(*PEOPLE_OF_A_LOG),
    "scheme": _logs(LETTINGS, "scheme_id"),
    "location": _logs(LETTINGS, "location_id"),
    # Names of areas change once in years and no index leads from them to logs: one walk through the table.
    "area": (
        (
            SALES,
            f"SELECT id FROM sales_saleslog WHERE status <> {PENDING} AND ARRAY[la, answers ->> 'prevloc'] && %s::text[]",
        ),
    ),
    **{f"{collection}_duplicates": _duplicates(collection) for collection in LOG_TABLES},
}
