"""The tables of logs as they stood at a moment, for whatever reads them: a list, a file, a snapshot.

Within `as_of`, the name of each table of logs means a temporary view that PostgreSQL finds before the table itself. It
shows the logs that nobody has changed since as they are, and of those that were changed what history takes back. So no
reader needs a second way of asking, and nothing can be written meanwhile. What is not in history (by which way a log came
in, its set of duplicates) and everything around logs (names, areas) is that of today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from psycopg import sql

from django.db import connection

from portal.files.job import one_snapshot
from portal.logs.kind import LogKind
from portal.logs.kinds import kinds

Line = TypeVar("Line")


class NotShadowed(RuntimeError):
    """The view is not found before the table, so that readers would be shown the present as the past."""


@contextmanager
def as_of(at: datetime) -> Iterator[None]:
    """Logs as they stood, for what this connection reads until the end; in a transaction of one moment."""
    with one_snapshot(), connection.cursor() as cursor:
        for kind in kinds():
            _shadow(cursor, kind, at)
        yield
        for kind in kinds():
            view, changed = sql.Identifier("pg_temp", _table(kind)), _changed(kind)
            cursor.execute(sql.SQL("DROP VIEW {}; DROP TABLE {}").format(view, changed))


def lines_as_of(at: datetime, lines: Iterable[Line]) -> Iterator[Line]:
    """Lines that are read only now, from the past."""
    with as_of(at):
        yield from lines


def _table(kind: LogKind) -> str:
    return kind.model._meta.db_table


def _changed(kind: LogKind) -> sql.Identifier:
    return sql.Identifier("pg_temp", f"changed_{_table(kind)}")


def _shadow(cursor: Any, kind: LogKind, at: datetime) -> None:
    cursor.execute("SELECT current_schema()")
    table = sql.Identifier(cursor.fetchone()[0], _table(kind))
    names = {
        "table": table,
        "changed": _changed(kind),
        "view": sql.Identifier("pg_temp", _table(kind)),
        "history": sql.Identifier(kind.model.history.model._meta.db_table),
        "names": sql.SQL(", ").join(map(sql.Identifier, _names(kind))),
        "columns": _columns(kind),
        "then": _columns_then(kind),
        "in_columns": sql.Literal([*kind.reference_columns, "status"]),
        "at": sql.Literal(at),
    }
    cursor.execute(_TABLE.format(**names))
    cursor.execute(_CHANGED.format(**names))
    cursor.execute(sql.SQL("ANALYZE {changed}").format(**names))
    cursor.execute(_VIEW.format(**names))
    cursor.execute("SELECT relkind FROM pg_class WHERE oid = to_regclass(%s)", [_table(kind)])
    if cursor.fetchone() != ("v",):
        raise NotShadowed(_table(kind))


def _names(kind: LogKind) -> list[str]:
    return [str(field.column) for field in kind.model._meta.concrete_fields]


def _columns(kind: LogKind) -> sql.Composable:
    return sql.SQL(", ").join(sql.SQL("log.{}").format(sql.Identifier(name)) for name in _names(kind))


def _columns_then(kind: LogKind) -> sql.Composable:
    """Each column from history where history has it, the answers with what has changed since taken back."""
    kept = {field.column for field in kind.model.history.model.tracked_fields}
    found = []
    for name in _names(kind):
        source = "log.{0}"
        if name == "answers":
            source = "jsonb_strip_nulls(log.answers || COALESCE(taken_back.answers, '{{}}'))"
        elif name in kept and name != "id":
            source = "CASE WHEN stood.id IS NULL THEN log.{0} ELSE stood.{0} END"
        found.append(sql.SQL(source + " AS {0}").format(sql.Identifier(name)))
    return sql.SQL(", ").join(found)


# Columns of the very same types, so that the view is read in the order of an index, without sorting.
_TABLE = sql.SQL(
    "CREATE TEMPORARY TABLE {changed} (LIKE {table}, came_later boolean NOT NULL, PRIMARY KEY (id)) ON COMMIT DROP"
)
_CHANGED = sql.SQL("""
    INSERT INTO {changed} ({names}, came_later)
    WITH since AS (SELECT id, history_date, history_id, history_type, changes FROM {history} WHERE history_date > {at}),
    gone AS (SELECT id, bool_or(history_type = '+') AS came_later FROM since GROUP BY id),
    first_of_each AS (
        SELECT DISTINCT ON (since.id, change.name) since.id, change.name, change.both_values -> 0 AS before
        FROM since, jsonb_each(since.changes) AS change (name, both_values)
        WHERE change.name <> ALL ({in_columns})
        ORDER BY since.id, change.name, since.history_date, since.history_id
    ),
    taken_back AS (SELECT id, jsonb_object_agg(name, before) AS answers FROM first_of_each GROUP BY id)
    SELECT {then}, gone.came_later
    FROM gone
    JOIN {table} AS log ON log.id = gone.id
    LEFT JOIN taken_back ON taken_back.id = log.id
    LEFT JOIN LATERAL (
        SELECT * FROM {history} AS history WHERE history.id = log.id AND history.history_date <= {at}
        ORDER BY history.history_date DESC, history.history_id DESC LIMIT 1
    ) AS stood ON true
""")
_VIEW = sql.SQL("""
    CREATE TEMPORARY VIEW {view} AS
    SELECT {columns} FROM {table} AS log
    WHERE log.created_at <= {at} AND NOT EXISTS (SELECT 1 FROM {changed} AS changed WHERE changed.id = log.id)
    UNION ALL
    SELECT {columns} FROM {changed} AS log WHERE NOT log.came_later AND log.created_at <= {at}
""")
