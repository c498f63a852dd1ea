"""Once a week, in the night to Monday, each open year of each kind."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal.logs.kinds import kinds
from portal.logs.snapshots.job import ask_for_snapshot
from portal.logs.snapshots.models import Snapshot
from portal.logs.snapshots.parquet import NoParquet, require_parquet
from portal.windows.dates import collection_year

MONDAY, HOUR = 0, 4


def weekly(at: datetime) -> None:
    """At the first tick after the hour has come; where Parquet cannot be written, nothing is asked for."""
    try:
        require_parquet()
    except NoParquet:
        return
    due = _last_due(at)
    current = collection_year(at.date())
    for kind in kinds():
        for year in {current, current - 1} & set(kind.years):
            of_now = Snapshot.objects.filter(log_type=kind.log_type, year=year, wanted_at=None)
            if not of_now.filter(created_at__gte=due).exists():
                ask_for_snapshot(kind.log_type, year)


def _last_due(at: datetime) -> datetime:
    day = at - timedelta(days=(at.weekday() - MONDAY) % 7)
    due = day.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return due if due <= at else due - timedelta(days=7)
