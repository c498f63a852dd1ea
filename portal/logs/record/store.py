"""Writing changed logs and their history, any number of them in one statement of each kind.

Rows travel as one JSON document: PostgreSQL lays it out over the columns of the table itself, so that there is no
second list of columns here, and history is written from the rows that were really written. Change marks follow by
triggers of the tables.
"""

# Names of tables and columns are ours, values are always parameters.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from accounts.staff_sessions import note_changes, reason_now
from portal.clock import now
from portal.history import SystemJob
from portal.logs.answers_json import as_json
from portal.logs.models import Log

if TYPE_CHECKING:
    from accounts.models import User

CREATED, CHANGED, DELETED = "+", "~", "-"


@dataclass(frozen=True, slots=True)
class Write:
    """A log with its new values in place, and what its history will say of it."""

    log: Log
    history_type: str
    changes: Mapping[str, Any]


def write(model: type[Log], writes: Sequence[Write], actor: User | SystemJob) -> None:
    """Write rows and one row of history each, in the caller's transaction; new logs get their numbers here."""
    new = [each for each in writes if each.log.pk is None]
    for each, pk in zip(new, _next_ids(model, len(new)), strict=True):
        each.log.pk = pk
    _statement(model, new, actor, _insert(model))
    _statement(model, [each for each in writes if each.history_type != CREATED], actor, _update(model))
    for each in new:
        each.log._state.adding = False
        each.log._state.db = connection.alias
    note_changes([(each.log, each.history_type) for each in writes])


def _next_ids(model: type[Log], count: int) -> list[int]:
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _columns(model: type[Log]) -> list[str]:
    return [connection.ops.quote_name(field.attname) for field in model._meta.concrete_fields]


def _insert(model: type[Log]) -> str:
    table, columns = connection.ops.quote_name(model._meta.db_table), ", ".join(_columns(model))
    return (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM json_populate_recordset(NULL::{table}, %s) AS sent"
        f" RETURNING {table}.*"
    )


def _update(model: type[Log]) -> str:
    table = connection.ops.quote_name(model._meta.db_table)
    columns = [name for name in _columns(model) if name != connection.ops.quote_name("id")]
    return (
        f"UPDATE {table} SET ({', '.join(columns)}) = ROW({', '.join(f'sent.{name}' for name in columns)})"
        f" FROM json_populate_recordset(NULL::{table}, %s) AS sent WHERE {table}.id = sent.id RETURNING {table}.*"
    )


def _statement(model: type[Log], writes: Sequence[Write], actor: User | SystemJob, change: str) -> None:
    """Rows and history in one statement; the history takes its values from what was written."""
    if not writes:
        return
    history = model.history.model
    quote = connection.ops.quote_name
    kept = [quote(field.attname) for field in history.tracked_fields]
    rows = [
        {field.attname: getattr(each.log, field.attname) for field in model._meta.concrete_fields} for each in writes
    ]
    said = [{"id": each.log.pk, "type": each.history_type, "changes": each.changes} for each in writes]
    if isinstance(actor, SystemJob):
        person, reason = None, actor.reason
    else:
        person, reason = actor.pk, reason_now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH written AS ({change})"
            f" INSERT INTO {quote(history._meta.db_table)}"
            f" ({', '.join(kept)}, changes, history_date, history_type, history_user_id, history_change_reason)"
            f" SELECT {', '.join(f'written.{name}' for name in kept)}, said.changes, %s, said.type, %s, nullif(%s, '')"
            f" FROM written JOIN json_to_recordset(%s) AS said (id bigint, type text, changes jsonb) USING (id)"
            f" ORDER BY written.id",
            [as_json(rows), now(), person, reason, as_json(said)],
        )
        if cursor.rowcount != len(writes):
            raise RuntimeError(f"{cursor.rowcount} of {len(writes)} logs were written")
