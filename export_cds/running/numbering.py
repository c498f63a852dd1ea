"""Numbers of archives and of the day's runs. A number that the store has seen is never used again."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from export_cds.archives.names import archive_name, master_manifest_name
from export_cds.models import Export, ExportRun, RunState
from export_cds.records.text import LONDON
from export_cds.running.stores import store_of


def next_numbers(run: ExportRun, collection: str, year: int | None) -> tuple[int, int]:
    """Base and increment number of the next archive; empty and undelivered ones never take a number."""
    sent = Export.objects.filter(listed=True, collection=collection, year=year, empty_export=False)
    newest = sent.order_by("-base_number", "-increment_number").first()
    if newest is None:
        return _free(run, collection, year, 1, 1)
    if run.is_full:
        return _free(run, collection, year, newest.base_number + 1, 1)
    return _free(run, collection, year, newest.base_number, newest.increment_number + 1)


def _free(run: ExportRun, collection: str, year: int | None, base: int, increment: int) -> tuple[int, int]:
    """The first numbers from these on whose name the store does not know.

    It knows more than we do after the database was restored from a backup, and when a run was given up half delivered.
    """
    store = store_of(run)
    while store.exists(f"{archive_name(collection, year, base, increment)}.zip"):
        base, increment = (base + 1, 1) if run.is_full else (base, increment + 1)
    return base, increment


def renumber(export: Export) -> None:
    """Give an archive the next free name, because the store has other content under the one it had."""
    taken = export.base_number, export.increment_number
    base, increment = (taken[0] + 1, 1) if export.run.is_full else (taken[0], taken[1] + 1)
    numbers = _free(export.run, export.collection, export.year, base, increment)
    export.base_number, export.increment_number = numbers
    export.name = archive_name(export.collection, export.year, *numbers)
    export.save(update_fields=["base_number", "increment_number", "name"])


def name_master_manifest(run: ExportRun, started_at: datetime) -> tuple[int, str]:
    """The number of the run on the London day on which it starts, and the name of its manifest with that day in it."""
    day = started_at.astimezone(LONDON).date()
    store = store_of(run)
    taken = set(
        ExportRun.objects.exclude(pk=run.pk)
        .exclude(state=RunState.FAILED)
        .filter(manifest_name__startswith=master_manifest_name(day, 0)[:-8])
        .values_list("manifest_name", flat=True)
    )
    for number in count(len(taken) + 1):
        name = master_manifest_name(day, number)
        if name not in taken and not store.exists(name):
            return number, name
    raise AssertionError("Numbers do not end")
