"""Numbers of archives and of the day's runs (spec sections 3 and 4)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Q

from export_cds.models import Export, ExportRun, ExportState
from export_cds.records.text import LONDON


def next_numbers(run: ExportRun, collection: str, year: int | None) -> tuple[int, int]:
    """Base and increment number of the next archive; empty and undelivered ones never take a number."""
    sent = Export.objects.filter(listed=True)
    before = sent.filter(collection=collection, year=year, empty_export=False)
    newest = before.order_by("-base_number", "-increment_number").first()
    base, increment = (newest.base_number, newest.increment_number) if newest else (1, 1)
    if run.is_full:
        # Any earlier archive of any collection counts, those of this very run included: so the first full
        # run of all starts users at f0001 and the rest at f0002, as the receiver has always seen it.
        if Export.objects.filter(Q(listed=True) | Q(run=run)).exists():
            base += 1
        return base, 1
    return (base, increment + 1) if newest else (base, 1)


def next_daily_number(day: date) -> int:
    """One more than the runs of the London day that saved an archive or found one empty."""
    start = datetime.combine(day, time(), LONDON)
    end = datetime.combine(day + timedelta(days=1), time(), LONDON)
    saved = Export.objects.filter(
        created_at__gte=start, created_at__lt=end, state__in=[ExportState.DELIVERED, ExportState.EMPTY]
    )
    return saved.values("run").distinct().count() + 1
