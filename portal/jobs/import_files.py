"""Files that were sent for an import and never confirmed: they may hold personal data, so none lives longer than a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import Storage, storages

KEPT = timedelta(hours=20)
"""Swept once a night, so nothing is older than a day when the next one comes."""


def sweep_import_files(at: datetime) -> int:
    """Remove what is old; how many files."""
    store = storages["import_export"]
    old = [name for name in _files(store, "") if store.get_modified_time(name) < at - KEPT]
    for name in old:
        store.delete(name)
    return len(old)


def _files(store: Storage, folder: str) -> Iterator[str]:
    try:
        folders, files = store.listdir(folder)
    except FileNotFoundError:
        return  # nothing was ever sent
    for name in files:
        yield f"{folder}{name}"
    for name in folders:
        yield from _files(store, f"{folder}{name}/")
