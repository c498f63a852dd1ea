"""Moves many logs at once to other organisations, people or schemes, in a handful of statements.

The write door saves one log after another and validates each; moving an organisation's logs changes no answer that
anybody gave, so it is done by set: rows, and one row of history each with what changed, all in the
caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, models

from accounts.models import User
from accounts.staff_sessions import note, reason_now
from portal.clock import now

_BATCH = 2000


def move_logs(logs: models.QuerySet, *, changes: Mapping[str, int | models.Expression | None], actor: User) -> int:
    """Sets the columns (attnames, as "owning_organisation_id") to fixed values; returns how many logs changed."""
    return move_logs_by_map(logs, columns=dict.fromkeys(changes), fixed=changes, actor=actor)


def move_logs_by_map(
    logs: models.QuerySet,
    *,
    columns: Mapping[str, Mapping[int, int] | None],
    fixed: Mapping[str, Any] | None = None,
    actor: User,
) -> int:
    """As `move_logs`; a column with a map takes the new value belonging to its present one (unmapped ones stay)."""
    model = logs.model
    table = connection.ops.quote_name(model._meta.db_table)
    names = list(columns)
    sets, parameters = _new_values(columns, fixed or {})
    chosen, chosen_parameters = logs.order_by().values("pk").query.sql_with_params()
    new_columns = ", ".join(f"{expression} AS new_{name}" for name, expression in zip(names, sets, strict=True))
    old_columns = ", ".join(f"log.{name} AS old_{name}" for name in names)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS moved_logs")
        cursor.execute(
            f"CREATE TEMPORARY TABLE moved_logs ON COMMIT DROP AS "  # noqa: S608 - names of our own columns
            f"SELECT log.id, {old_columns}, {new_columns} FROM {table} log "
            f"WHERE log.id IN ({chosen}) ORDER BY log.id FOR UPDATE",
            [*parameters, *chosen_parameters],
        )
        differs = " OR ".join(f"old_{name} IS DISTINCT FROM new_{name}" for name in names)
        cursor.execute(f"DELETE FROM moved_logs WHERE NOT ({differs})")  # noqa: S608
        cursor.execute("ANALYZE moved_logs")
        assigned = ", ".join(f"{name} = moved.new_{name}" for name in names)
        if "owning_organisation_id" in names:
            _renew_duplicate_keys(model, names)
            assigned += ", duplicate_key = coalesce(moved.new_duplicate_key, log.duplicate_key)"
        cursor.execute(
            f"UPDATE {table} log SET {assigned}, version = log.version + 1, updated_at = %s, "  # noqa: S608
            f"updated_by_id = %s FROM moved_logs moved WHERE log.id = moved.id",
            [now(), actor.pk],
        )
        count = cursor.rowcount
        _write_history(cursor, model, names, actor)
    if count:
        note(model=str(model._meta.verbose_name_plural), name=f"{count:,} at once", action="changed")
    return count


def _new_values(
    columns: Mapping[str, Mapping[int, int] | None], fixed: Mapping[str, Any]
) -> tuple[list[str], list[Any]]:
    """What each column becomes, as SQL and its parameters."""
    sets: list[str] = []
    parameters: list[Any] = []
    for name, mapping in columns.items():
        if mapping is None:
            sets.append("%s::bigint")
            parameters.append(fixed[name])
        else:
            sets.append(
                f"coalesce((SELECT new FROM unnest(%s::bigint[], %s::bigint[]) AS m(old, new) WHERE m.old = log.{name}), log.{name})"  # noqa: S608
            )
            parameters += [list(mapping.keys()), list(mapping.values())]
    return sets, parameters


def _write_history(cursor: Any, model: Any, names: Sequence[str], actor: User) -> None:
    history = model.history.model
    kept = [field.attname for field in history.tracked_fields]
    columns = ", ".join(connection.ops.quote_name(history._meta.get_field(name).column) for name in kept)
    values = ", ".join(f"log.{connection.ops.quote_name(name)}" for name in kept)
    changed = " || ".join(
        f"CASE WHEN moved.old_{name} IS DISTINCT FROM moved.new_{name} THEN jsonb_build_object('{name}', "
        f"jsonb_build_array(moved.old_{name}, moved.new_{name})) ELSE '{{}}'::jsonb END"
        for name in names
    )
    cursor.execute(
        f"INSERT INTO {connection.ops.quote_name(history._meta.db_table)} "  # noqa: S608
        f"({columns}, changes, history_date, history_type, history_user_id, history_change_reason) "
        f"SELECT {values}, {changed}, %s, '~', %s, nullif(%s, '') "
        f"FROM moved_logs moved JOIN {connection.ops.quote_name(model._meta.db_table)} log ON log.id = moved.id",
        [now(), actor.pk, reason_now()],
    )


def _renew_duplicate_keys(model: Any, names: Sequence[str]) -> None:
    """The owner is part of what makes logs duplicates of each other; worked out before the one update of the rows."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE moved_logs ADD COLUMN new_duplicate_key text")
        for batch in _batches(model, names):
            keys = [(log.pk, log.kind.duplicate_key(log.typed_answers()) or "") for log in batch]
            cursor.execute(
                "UPDATE moved_logs SET new_duplicate_key = k.key "
                "FROM unnest(%s::bigint[], %s::text[]) AS k(id, key) WHERE moved_logs.id = k.id",
                [[pk for pk, _ in keys], [key for _, key in keys]],
            )


def _batches(model: Any, names: Sequence[str]) -> Iterator[list[Any]]:
    """Logs that have a key, with their new references in place though not saved yet."""
    columns = ", ".join(f"new_{name}" for name in names)
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, {columns} FROM moved_logs WHERE id > %s ORDER BY id LIMIT %s",  # noqa: S608
                [last, _BATCH],
            )
            rows = {row[0]: row[1:] for row in cursor.fetchall()}
        if not rows:
            return
        last = max(rows)
        batch = list(model.objects.filter(pk__in=list(rows)).exclude(duplicate_key=""))
        for log in batch:
            for name, value in zip(names, rows[log.pk], strict=True):
                setattr(log, name, value)
        yield batch
