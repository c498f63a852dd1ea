"""Building the archives of a run, all from one snapshot of the database."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from export_cds.archives.writer import ArchiveWriter, Built, checksum
from export_cds.models import Export, ExportRun, ExportState, SentMarks
from export_cds.sources.logs import LogSource
from export_cds.sources.organisations import OrganisationSource
from export_cds.sources.selection import Selection
from export_cds.sources.users import UserSource
from portal.changes import ORGANISATIONS, USERS
from portal.clock import now, today
from portal.jobs.claim import Claim

Source = LogSource | OrganisationSource | UserSource


def build_archives(run: ExportRun, claim: Claim[ExportRun]) -> None:
    """Build every archive that is planned and not built yet, in the run's folder on this machine."""
    folder = work_folder(run)
    with one_snapshot():
        exports = list(run.exports.filter(state=ExportState.PLANNED))
        selections = {export.pk: _selection(export) for export in exports}
        counts = {export.pk: selections[export.pk].count() for export in exports}
        claim.progress(0, total=sum(counts.values()))
        for export in exports:
            _build(export, selections[export.pk], counts[export.pk], folder, claim)


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Everything read inside belongs together: later commits of others are not seen, nor half of one."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _selection(export: Export) -> Selection:
    """A collection that was never sent is sent whole."""
    before = Export.objects.filter(collection=export.collection, year=export.year, listed=True)
    everything = export.run.is_full or not before.exists()
    return Selection(export.collection, export.year, everything)


def _source(export: Export, day: date, *, everything: bool) -> Source:
    if export.collection == USERS:
        return UserSource(day)
    if export.collection == ORGANISATIONS:
        return OrganisationSource(day)
    assert export.year is not None
    return LogSource(export.collection, export.year, everything=everything)


def _build(export: Export, selection: Selection, expected: int, folder: Path, claim: Claim[ExportRun]) -> None:
    SentMarks.objects.filter(export=export).delete()
    if not expected:
        export.state, export.empty_export = ExportState.EMPTY, True
        export.created_at = now()
        export.save(update_fields=["state", "empty_export", "created_at"])
        return
    source = _source(export, today(), everything=selection.everything)
    before = claim.job.progress_done
    with ArchiveWriter(folder / export.file_name, export.name, export.started_at) as archive:
        for selected in selection.chunks():
            archive.add(source.records(selected.ids))
            _remember(export, selected.versions)
            before += len(selected.ids)
            claim.progress(before)
        built = archive.finish()
    _save_built(export, built)


def _save_built(export: Export, built: Built) -> None:
    export.state = ExportState.BUILT
    export.records, export.size = built.records, built.size
    export.sha256, export.parts = built.sha256, built.parts
    export.save(update_fields=["state", "records", "size", "sha256", "parts"])


def _remember(export: Export, versions: list[int]) -> None:
    """Note which marks the archive answers; they are removed when it is listed, not before."""
    if versions:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO export_cds_sentmarks (export_id, versions) VALUES (%s, %s)", [export.pk, versions]
            )


def is_there(run: ExportRun, export: Export) -> bool:
    """Say whether the archive that was built is still on this machine, byte for byte."""
    path = work_folder(run) / export.file_name
    return path.is_file() and path.stat().st_size == export.size and checksum(path) == export.sha256


def work_folder(run: ExportRun) -> Path:
    """Where archives wait for delivery: personal data, so for nobody else's eyes."""
    folder = _work_place() / f"run-{run.pk}"
    folder.mkdir(parents=True, exist_ok=True)
    os.chmod(folder, 0o700)
    return folder


def _work_place() -> Path:
    data = getattr(settings, "DATA_DIR", settings.BASE_DIR / ".local")
    return Path(getattr(settings, "EXPORT_WORK_DIR", f"{data}/export-work"))


def work_folders() -> list[Path]:
    """Of all runs that have worked on this machine and left one."""
    return sorted(_work_place().glob("run-*"))


def clear_work_folder(run: ExportRun) -> None:
    """Take the archives of a run that has ended off this machine."""
    shutil.rmtree(work_folder(run))
