"""Export runs in words."""

from __future__ import annotations

from collections.abc import Iterable

from export_cds.models import Export, ExportRun, ExportState, RunState
from portal.changes import ORGANISATIONS, USERS
from portal.logs.kinds import kind_named
from portal.logs.missing_years import in_words
from portal.words import day_in_words

COLOURS = {
    RunState.QUEUED: "grey",
    RunState.BUILDING: "light-blue",
    RunState.DELIVERING: "light-blue",
    RunState.PUBLISHING: "light-blue",
    RunState.FINISHED: "green",
    RunState.FAILED: "red",
}


def state_colour(run: ExportRun) -> str:
    """A run that is waiting to be tried again stands out."""
    return "yellow" if run.is_open and run.error else COLOURS[RunState(run.state)]


def state_label(run: ExportRun) -> str:
    return "Will be tried again" if run.is_open and run.error else run.get_state_display()


def scope(run: ExportRun) -> str:
    """What the run covers, in words."""
    what = run.get_collection_display() if run.collection else "All collections"
    year = f" {run.year} to {run.year + 1}" if run.year else ""
    return f"{what}{year}: {run.get_kind_display().lower()}"


def origin(run: ExportRun) -> str:
    """Who or what started the run."""
    if run.night_of:
        return f"Nightly export of {day_in_words(run.night_of)}"
    return str(run.requested_by) if run.requested_by else "Command line"


def size(in_bytes: int) -> str:
    """A size as people read it."""
    if in_bytes >= 1_000_000:
        return f"{in_bytes / 1_000_000:.1f} MB"
    return f"{in_bytes / 1_000:.1f} kB" if in_bytes >= 1_000 else f"{in_bytes} bytes"


def archive_row(export: Export) -> dict[str, str]:
    """One line of the table of archives."""
    empty = export.state == ExportState.EMPTY
    year = f" {export.year} to {export.year + 1}" if export.year else ""
    return {
        "collection": f"{export.get_collection_display()}{year}" if export.collection != USERS else "Users",
        "file": "" if empty else export.file_name,
        "parts": str(len(export.parts)) if export.parts else "",
        "records": f"{export.records:,}",
        "size": size(export.size) if export.size else "",
        "state": "Sent" if export.listed and not empty else export.get_state_display(),
    }


def missing_years(exports: Iterable[Export]) -> list[str]:
    """Which of a run's records were written by the questionnaire of an earlier year."""
    return in_words(
        (kind_named(export.collection), export.year)
        for export in exports
        if export.collection not in (USERS, ORGANISATIONS)
        and export.records
        and export.year is not None
        and export.year > kind_named(export.collection).years[-1]
    )
