"""Writing change marks, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from portal.changes.models import ChangedFact, ChangeMark

LETTINGS = "lettings"
SALES = "sales"
USERS = "users"
ORGANISATIONS = "organisations"
COLLECTIONS = (LETTINGS, SALES, USERS, ORGANISATIONS)

# Sorted, so that two changes of the same records wait for each other instead of meeting in a deadlock.
_UPSERT = """
    INSERT INTO portal_changemark (collection, object_id, changed_at)
    SELECT %s, object_id, clock_timestamp() FROM unnest(%s::bigint[]) AS object_id
    ORDER BY object_id
    ON CONFLICT (collection, object_id)
    DO UPDATE SET version = EXCLUDED.version, changed_at = EXCLUDED.changed_at
"""


def mark_changed(collection: str, ids: Iterable[int]) -> None:
    """Note that these records differ from what the department has.

    Call it in the transaction of the change: the mark then appears exactly when the change does, however late
    that transaction commits, so no export can miss it. A second mark of the same record takes a new version.
    """
    if collection not in COLLECTIONS:
        raise ValueError(f"There is no collection called {collection!r}")
    changed = list({int(record_id) for record_id in ids})
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(_UPSERT, [collection, changed])


def forget(model: type[ChangeMark] | type[ChangedFact], versions: list[int]) -> None:
    """Take marks or facts away that have been dealt with, by their keys, which no plan can make slow.

    One that somebody is writing to at this moment is left: it has changed again.
    """
    table = model._meta.db_table
    free = f"SELECT version FROM {table} WHERE version = ANY(%s) FOR UPDATE SKIP LOCKED"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE version = ANY(ARRAY({free}))", [versions])  # noqa: S608
