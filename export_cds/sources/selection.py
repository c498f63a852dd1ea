"""Which records an export sends, in which order."""

# Names of tables and columns are ours, values are always parameters.
# ruff: noqa: S608
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from portal.changes import LETTINGS, ORGANISATIONS, SALES, USERS
from portal.logs.status import EXPORTABLE

RECORDS_PER_CHUNK = 2_000

TABLES = {
    LETTINGS: "lettings_lettingslog",
    SALES: "sales_saleslog",
    USERS: "accounts_user",
    ORGANISATIONS: "orgs_organisation",
}
LOGS = (LETTINGS, SALES)


@dataclass(slots=True)
class Selected:
    """Ids of some records in export order, with the versions of their change marks."""

    ids: list[int] = field(default_factory=list)
    versions: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Selection:
    """Everything that belongs to one archive: all records, or those that have changed."""

    collection: str
    year: int | None
    everything: bool

    def _sql(self, columns: str) -> tuple[str, list[Any]]:
        join = "LEFT JOIN" if self.everything else "JOIN"
        where = ["NOT record.is_system" if self.collection == USERS else "TRUE"]
        parameters: list[Any] = [self.collection]
        if self.collection in LOGS:
            assert self.year is not None
            where = ["record.status = ANY(%s)", "record.date >= %s", "record.date < %s"]
            parameters += [
                [int(status) for status in EXPORTABLE],
                date(self.year, 4, 1),
                date(self.year + 1, 4, 1),
            ]
        return (
            f"SELECT {columns} FROM {TABLES[self.collection]} record"
            f" {join} portal_changemark mark ON mark.collection = %s AND mark.object_id = record.id"
            f" WHERE {' AND '.join(where)}",
            parameters,
        )

    def count(self) -> int:
        sql, parameters = self._sql("count(*)")
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return int(cursor.fetchone()[0])

    def chunks(self) -> Iterator[Selected]:
        """Oldest first; the id decides between records of the same moment, so none is left out."""
        sql, parameters = self._sql("record.id, mark.version")
        with connection.chunked_cursor() as cursor:
            cursor.execute(f"{sql} ORDER BY record.created_at, record.id", parameters)
            while rows := cursor.fetchmany(RECORDS_PER_CHUNK):
                yield Selected(
                    [record_id for record_id, _ in rows],
                    [version for _, version in rows if version is not None],
                )
