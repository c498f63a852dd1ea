"""How often each thing is wrong, counted while rows are judged, so that no page has to look through all rows.

A group holds the numbers of its rows as ranges, a set to which the database adds and from which it takes away: the same
however often a chunk is judged, in the transaction that writes the rows. Only one worker, or one person with the lock
on the submission, writes rows of it at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from portal.logs.answers_json import as_json
from portal.logs.uploads.models import GRAVITY, ErrorGroup, SubmissionRow
from portal.logs.uploads.rows.verdict import Category, RowError

ErrorsByRow = Mapping[int, Iterable[Sequence[Any]]]
"""Row number to its errors as they are stored."""
Key = tuple[Any, ...]
_SENT = "number int, gravity smallint, category text, rule text, message text, rows int4multirange"
_COUNT = "(SELECT coalesce(sum(upper(r) - lower(r)), 0) FROM unnest({rows}) AS r)"
_SAME = " AND ".join(f"old.{name} = sent.{name}" for name in ("number", "category", "rule", "message"))


def tally(submission_id: int, rows: Sequence[SubmissionRow], before: ErrorsByRow) -> None:
    """Bring the groups from what was told of these rows to what is told of them now."""
    was, now = _grouped(before), _grouped({row.number: row.errors for row in rows})
    lost = {key: gone for key, numbers in was.items() if (gone := numbers - now.get(key, frozenset()))}
    gained = {key: come for key, numbers in now.items() if (come := numbers - was.get(key, frozenset()))}
    table = ErrorGroup._meta.db_table
    with connection.cursor() as cursor:
        if lost:
            cursor.execute(
                f"UPDATE {table} AS old SET rows = old.rows - sent.rows,"  # noqa: S608 - names of columns are ours
                f" count = {_COUNT.format(rows='old.rows - sent.rows')}"
                f" FROM jsonb_to_recordset(%s::jsonb) AS sent({_SENT}) WHERE old.submission_id = %s AND {_SAME}",
                [_json(lost), submission_id],
            )
            cursor.execute(f"DELETE FROM {table} WHERE submission_id = %s AND count = 0", [submission_id])  # noqa: S608
        if gained:
            cursor.execute(
                f"INSERT INTO {table} AS old (submission_id, number, gravity, category, rule, message, rows, count)"  # noqa: S608
                f" SELECT %s, number, gravity, category, rule, message, rows, {_COUNT.format(rows='rows')}"
                f" FROM jsonb_to_recordset(%s::jsonb) AS sent({_SENT})"
                f" ON CONFLICT (submission_id, number, category, rule, message) DO UPDATE"
                f" SET rows = old.rows + excluded.rows, count = {_COUNT.format(rows='old.rows + excluded.rows')}",
                [submission_id, _json(gained)],
            )


def _grouped(errors_of: ErrorsByRow) -> dict[Key, set[int]]:
    found: dict[Key, set[int]] = {}
    for number, errors in errors_of.items():
        for error in errors:
            each = RowError(*error)
            key = (each.number, each.category, each.rule, each.kind)
            found.setdefault(key, set()).add(number)
    return found


def _json(groups: Mapping[Key, Iterable[int]]) -> str:
    return as_json(
        [
            {
                "number": number,
                "gravity": GRAVITY[Category(category)],
                "category": category,
                "rule": rule,
                "message": message,
                "rows": f"{{{','.join(f'[{row},{row}]' for row in rows)}}}",
            }
            for (number, category, rule, message), rows in groups.items()
        ]
    )
