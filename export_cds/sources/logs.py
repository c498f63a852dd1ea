"""Lettings and sales, from rows to records."""

# Names of tables and columns are ours, values are always parameters.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from django.db import connection

from export_cds.fields.logs import questionnaire_of
from export_cds.records.facts import LogFacts
from export_cds.records.log_renderer import LogRenderer
from export_cds.sources.known import Known
from export_cds.sources.selection import TABLES
from portal.changes import LETTINGS, SALES
from portal.clock import MOMENT_IN_SQL
from portal.logs.status import VISIBLE

_ROWS = f"""
    SELECT id, status, {MOMENT_IN_SQL.format("created_at")}, {MOMENT_IN_SQL.format("updated_at")},
           {MOMENT_IN_SQL.format("discarded_at")}, creation_method, old_form_id, bulk_upload_id, duplicate_key,
           owning_organisation_id, managing_organisation_id, assigned_to_id, created_by_id, updated_by_id,
           {{housing}}
    FROM {{table}} WHERE id = ANY(%s)
"""
_HOUSING = {LETTINGS: "scheme_id, location_id", SALES: "NULL::bigint, NULL::bigint"}

# Streamed: the server writes the next answers while we work on the last ones.
# In binary the text of a document comes as it is, behind the version of the format, and needs no unescaping.
_ANSWERS = "COPY (SELECT id, answers FROM {table} WHERE id = ANY('{{{ids}}}')) TO STDOUT (FORMAT binary)"
_JSONB_VERSION = b"\x01"

# All sets at once where all logs are sent.
_ALL_DUPLICATES = """
    SELECT duplicate_key, min(id) FROM {table} WHERE duplicate_key <> '' AND status = ANY(%s)
    GROUP BY duplicate_key HAVING count(*) > 1
"""

# Else those of the logs at hand: from each key to the index, whatever the planner knows or thinks of the table.
_DUPLICATES = """
    SELECT keys.key, found.first FROM unnest(%s::text[]) AS keys (key) CROSS JOIN LATERAL (
        SELECT min(id) AS first, count(*) AS logs FROM {table}
        WHERE duplicate_key = keys.key AND duplicate_key <> '' AND status = ANY(%s)
    ) AS found WHERE found.logs > 1
"""


class _Row(NamedTuple):
    id: int
    status: int
    created_at: str
    updated_at: str
    discarded_at: str | None
    creation_method: int
    old_form_id: int | None
    bulk_upload_id: int | None
    duplicate_key: str
    owner: int | None
    manager: int | None
    assigned_to: int | None
    created_by: int | None
    amended_by: int | None
    scheme: int | None
    location: int | None


class LogSource:
    """Records of one kind of log and one year."""

    def __init__(self, collection: str, year: int, *, everything: bool) -> None:
        self._collection = collection
        self._table = TABLES[collection]
        self._year = year
        self._known = Known()
        self._date_field = "startdate" if collection == LETTINGS else "saledate"
        self._all_sets = self._duplicate_sets(None) if everything else None
        self.renderer = renderer_for(collection, year)

    def records(self, ids: Sequence[int]) -> list[str]:
        """The records with these ids, in this order."""
        rows = self._read(ids)
        self._need(rows)
        sets = self._all_sets
        if sets is None:
            sets = self._duplicate_sets({row.duplicate_key for row in rows} - {""})
        by_id = {row.id: row for row in rows}
        log_xml, facts_of = self.renderer.log_xml, self._facts
        finished = {}
        for record_id, answers in self._answers(ids):
            finished[record_id] = log_xml(answers, facts_of(by_id[record_id], answers, sets))
        return [finished[record_id] for record_id in ids]

    def _read(self, ids: Sequence[int]) -> list[_Row]:
        sql = _ROWS.format(table=self._table, housing=_HOUSING[self._collection])
        with connection.cursor() as cursor:
            cursor.execute(sql, [list(ids)])
            return list(map(_Row._make, cursor.fetchall()))

    def _answers(self, ids: Sequence[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        sql = _ANSWERS.format(table=self._table, ids=",".join(map(str, map(int, ids))))
        with connection.cursor() as cursor, cursor.cursor.copy(sql) as copied:
            copied.set_types(["int8", "bytea"])
            for record_id, document in copied.rows():
                yield record_id, orjson.loads(document.removeprefix(_JSONB_VERSION))

    def _need(self, rows: Sequence[_Row]) -> None:
        known = self._known
        known.organisations.need({row.owner for row in rows} | {row.manager for row in rows})
        known.users.need(
            {row.assigned_to for row in rows} | {row.created_by for row in rows} | {row.amended_by for row in rows}
        )
        known.need_housing({row.scheme for row in rows}, {row.location for row in rows})

    def _duplicate_sets(self, keys: set[str] | None) -> dict[str, int]:
        """A set is known by the oldest of the logs that duplicate each other."""
        shown = list(map(int, VISIBLE))
        with connection.cursor() as cursor:
            if keys is None:
                cursor.execute(_ALL_DUPLICATES.format(table=self._table), [shown])
            else:
                cursor.execute(_DUPLICATES.format(table=self._table), [list(keys), shown])
            return dict(cursor.fetchall())

    def _facts(self, row: _Row, answers: Mapping[str, Any], sets: Mapping[str, int]) -> LogFacts:
        known = self._known
        users, organisations = known.users, known.organisations
        scheme = location = None
        if row.scheme is not None or row.location is not None:
            day = str(answers[self._date_field])[:10]
            scheme = known.scheme(row.scheme, day)
            location = known.location(row.location, day, self._year)
        return LogFacts(
            row.id,
            self._year,
            row.status,
            row.created_at,
            row.updated_at,
            row.discarded_at,
            row.creation_method,
            row.old_form_id,
            row.bulk_upload_id,
            sets.get(row.duplicate_key),
            organisations.get(row.owner),
            organisations.get(row.manager),
            users.get(row.assigned_to),
            users.get(row.created_by),
            users.get(row.amended_by),
            scheme,
            location,
            known.area_names,
        )


def renderer_for(collection: str, year: int) -> LogRenderer:
    """The writer of a year's logs."""
    return LogRenderer(questionnaire_of(collection, year))
