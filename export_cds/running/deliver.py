"""Delivering files to the store of the department: archives one by one, the master manifest after all of them."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage, storages

from export_cds.models import Export, ExportRun, ExportState
from export_cds.running.build import work_folder
from export_cds.running.fence import Fence, LostClaim
from export_cds.storage import FolderStorage
from portal.clock import now

log = logging.getLogger(__name__)

TRIES = 4
FIRST_WAIT_SECONDS = 1.0


class DeliveryFailed(Exception):
    """The store did not take a file, or holds something else than was sent."""


def store_of(run: ExportRun) -> Storage:
    """The store that runs deliver to, or the folder named for this run."""
    return FolderStorage(location=run.folder) if run.folder else storages["exports"]


def deliver_archives(run: ExportRun, fence: Fence) -> None:
    """Deliver what is built and not delivered yet."""
    store = store_of(run)
    for export in run.exports.filter(state=ExportState.BUILT):
        _deliver_archive(store, export, work_folder(run) / export.file_name, fence)


def _deliver_archive(store: Storage, export: Export, path: Path, fence: Fence) -> None:
    def send() -> None:
        with path.open("rb") as content:
            put(store, export.file_name, WatchedFile(content, fence, export.file_name), export.size)

    with_retries(send, export.file_name)
    fence.write()
    export.state = ExportState.DELIVERED
    export.delivered_at = export.created_at = now()
    export.save(update_fields=["state", "delivered_at", "created_at"])


def deliver_master_manifest(run: ExportRun) -> None:
    """Deliver the text that was fixed in the run, so that every attempt delivers the same."""
    content, store = run.manifest_text.encode(), store_of(run)

    def send() -> None:
        put(store, run.manifest_name, File(io.BytesIO(content), run.manifest_name), len(content))

    with_retries(send, run.manifest_name)


def put(store: Storage, name: str, content: File[Any], size: int) -> None:
    """Store a file under exactly this name and make sure that all of it arrived."""
    stored = store.save(name, content)
    if stored != name:
        raise DeliveryFailed(f"{name} was stored as {stored}")
    arrived = store.size(name)
    if arrived != size:
        raise DeliveryFailed(f"{name} arrived with {arrived} bytes of {size}")


def with_retries(send: Callable[[], None], name: str) -> None:
    """Try again after growing waits: stores and networks fail for moments. The last failure is the caller's."""
    for attempt in range(1, TRIES + 1):
        try:
            send()
        except LostClaim:
            raise
        except Exception as error:
            if attempt == TRIES:
                raise DeliveryFailed(f"{name} could not be delivered: {error}") from error
            log.warning("Delivery of %s failed, trying again: %s", name, error)
            time.sleep(FIRST_WAIT_SECONDS * 2 ** (attempt - 1))
        else:
            return


class WatchedFile(File):
    """A file that gives signs of life while it is read, and stops the upload of a worker that lost its claim."""

    def __init__(self, content: Any, fence: Fence, name: str) -> None:
        super().__init__(content, name)
        self._fence = fence

    def read(self, size: int = -1) -> bytes:
        self._fence.beat()
        assert self.file is not None
        data: bytes = self.file.read(size)
        return data
