"""Where a run delivers to."""

from __future__ import annotations

from typing import cast

from django.core.files.storage import storages

from export_cds.models import ExportRun
from export_cds.storage import ExportStore, FolderStorage


def store_of(run: ExportRun) -> ExportStore:
    """The store that runs deliver to, or the folder named for this run."""
    return FolderStorage(location=run.folder) if run.folder else usual_store()


def usual_store() -> ExportStore:
    """The department's."""
    return cast(ExportStore, storages["exports"])
