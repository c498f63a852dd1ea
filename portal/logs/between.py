"""What changed in logs between two moments: for one log, an organisation, a year, or any of them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from psycopg import sql

from django.db import connection

from portal.logs.as_of import as_they_stood
from portal.logs.kind import LogKind
from portal.logs.status import VISIBLE, LogStatus

if TYPE_CHECKING:
    from portal.logs.models import Log


CHUNK = 500


@dataclass(frozen=True)
class Period:
    """After the first moment, up to the second; of what is named only."""

    start: datetime
    end: datetime
    year: int | None = None
    organisation: int | None = None
    log: int | None = None


@dataclass(frozen=True)
class Difference:
    """A log that is not what it was: what came of it, and its changes as a row of history tells them."""

    log: Log
    became: str
    changes: dict[str, list[Any]]


ADDED, REMOVED, CHANGED = "Added", "Deleted", "Changed"


def ids_that_changed(kind: LogKind, period: Period) -> list[int]:
    """Logs with a change in the period that were of the year and organisation before or after it, by number."""
    history = kind.model.history.model._meta.db_table
    wanted = {"start": period.start, "end": period.end, "year": period.year, "organisation": period.organisation}
    with connection.cursor() as cursor:
        cursor.execute(_IDS.format(history=sql.Identifier(history)), {**wanted, "log": period.log})
        return [pk for (pk,) in cursor.fetchall()]


def differences(kind: LogKind, ids: Sequence[int], period: Period) -> Iterator[Difference]:
    """Each log that is another at the end than at the start; what was changed and changed back is no difference."""
    for at in range(0, len(ids), CHUNK):
        logs = list(kind.model.objects.filter(pk__in=ids[at : at + CHUNK]).order_by("pk"))
        before, after = (as_they_stood(kind, logs, moment) for moment in (period.start, period.end))
        for log in logs:
            old, new = before.get(log.pk), after.get(log.pk)
            was, is_now = (stood is not None and stood.status in VISIBLE for stood in (old, new))
            if new is None or not (was or is_now):
                continue
            if old is None or not was:
                yield Difference(log, ADDED, {})
            elif not is_now:
                yield Difference(log, REMOVED, {"status": [old.status, int(LogStatus(new.status))]})
            elif changes := old.changed_to(new):
                yield Difference(log, CHANGED, changes)


_IDS = sql.SQL("""
    WITH changed AS (
        SELECT DISTINCT id FROM {history}
        WHERE history_date > %(start)s AND history_date <= %(end)s
          AND (%(log)s::bigint IS NULL OR id = %(log)s::bigint)
    )
    SELECT changed.id FROM changed
    CROSS JOIN LATERAL (
        SELECT bool_or(
            (%(year)s::smallint IS NULL OR stood.collection_year = %(year)s::smallint)
            AND (%(organisation)s::bigint IS NULL OR stood.owning_organisation_id = %(organisation)s::bigint
                 OR stood.managing_organisation_id = %(organisation)s::bigint)
        ) AS fits
        FROM (
            (SELECT * FROM {history} AS history WHERE history.id = changed.id AND history.history_date <= %(start)s
             ORDER BY history.history_date DESC, history.history_id DESC LIMIT 1)
            UNION ALL
            (SELECT * FROM {history} AS history WHERE history.id = changed.id AND history.history_date <= %(end)s
             ORDER BY history.history_date DESC, history.history_id DESC LIMIT 1)
        ) AS stood
    ) AS either
    WHERE either.fits
    ORDER BY changed.id
""")
