"""Writing change marks, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

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
