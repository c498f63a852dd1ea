"""What a run will make: one archive per collection, for logs per year, with the names they will have."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from export_cds.archives.names import archive_name
from export_cds.models import Export, ExportRun
from export_cds.running.numbering import next_numbers
from export_cds.running.years import years_to_export
from portal.changes import LETTINGS, ORGANISATIONS, SALES, USERS
from portal.clock import today
from portal.windows import load_windows

IN_ORDER = (USERS, ORGANISATIONS, LETTINGS, SALES)


def plan(run: ExportRun) -> None:
    """Write the archives of a run down once; a run that is resumed keeps them, and so their names."""
    with transaction.atomic():
        if run.exports.exists():
            return
        assert run.started_at is not None
        for collection, year in _wanted(run):
            base, increment = next_numbers(run, collection, year)
            Export.objects.create(
                run=run,
                collection=collection,
                year=year,
                base_number=base,
                increment_number=increment,
                started_at=run.started_at,
                name=archive_name(collection, year, base, increment),
            )


def _wanted(run: ExportRun) -> Iterator[tuple[str, int | None]]:
    windows, day = load_windows(), today()
    for collection in [run.collection] if run.collection else IN_ORDER:
        if collection in (USERS, ORGANISATIONS):
            yield collection, None
        elif run.year is not None:
            yield collection, run.year
        else:
            yield from ((collection, year) for year in years_to_export(collection, windows, day))
