"""Delivering files to the store of the department: archives one by one, the master manifest after all of them."""

from __future__ import annotations

import io
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files import File

from export_cds.models import Export, ExportRun, ExportState
from export_cds.running.build import work_folder
from export_cds.running.numbering import renumber
from export_cds.running.stores import store_of
from export_cds.storage import ExportStore, NameTaken
from portal.clock import now
from portal.jobs.claim import Claim, LostClaim

logger = logging.getLogger(__name__)

TRIES = 4
FIRST_WAIT_SECONDS = 1.0


class DeliveryFailed(Exception):
    """The store did not take a file, or holds something else than was sent."""


def deliver_archives(run: ExportRun, claim: Claim[ExportRun]) -> None:
    """Deliver what is built and not delivered yet."""
    store = store_of(run)
    store.sweep()
    for export in run.exports.filter(state=ExportState.BUILT):
        _deliver_archive(store, export, work_folder(run) / export.file_name, claim)


def _deliver_archive(store: ExportStore, export: Export, path: Path, claim: Claim[ExportRun]) -> None:
    def send() -> None:
        with path.open("rb") as content:
            put(store, export.file_name, ClaimedFile(content, claim, export.file_name), export.size)

    try:
        with_retries(send, export.file_name)
    except NameTaken as taken:
        # A worker that had lost its claim was there before us with what it had read. Nobody is told of its archive
        # in a manifest; ours gets another name, which stands in it, and so is built again.
        logger.warning("%s; it gets another name", taken)
        claim.write()
        renumber(export)
        export.state = ExportState.PLANNED
        export.save(update_fields=["state"])
        return
    claim.write()
    export.state = ExportState.DELIVERED
    export.delivered_at = export.created_at = now()
    export.save(update_fields=["state", "delivered_at", "created_at"])


def deliver_master_manifest(run: ExportRun) -> None:
    """Deliver the text that was fixed in the run, so that every attempt delivers the same."""
    content, store = run.manifest_text.encode(), store_of(run)

    def send() -> None:
        put(store, run.manifest_name, File(io.BytesIO(content), run.manifest_name), len(content))

    with_retries(send, run.manifest_name)


def check_all_arrived(run: ExportRun) -> None:
    """Look once more at everything the manifest lists, before what it tells counts as sent."""
    store = store_of(run)
    for export in run.exports.filter(state=ExportState.DELIVERED):
        if store.size(export.file_name) != export.size:
            raise DeliveryFailed(f"{export.file_name} in the store is not what was delivered")


def put(store: ExportStore, name: str, content: File[Any], size: int) -> None:
    """Store a file under exactly this name and make sure that all of it arrived."""
    store.put_once(name, content)
    arrived = store.size(name)
    if arrived != size:
        raise DeliveryFailed(f"{name} arrived with {arrived} bytes of {size}")


def with_retries(send: Callable[[], None], name: str) -> None:
    """Try again after growing waits: stores and networks fail for moments. The last failure is the caller's."""
    for attempt in range(1, TRIES + 1):
        try:
            send()
        except (LostClaim, NameTaken):
            raise
        except Exception as error:
            if attempt == TRIES:
                raise DeliveryFailed(f"{name} could not be delivered: {error}") from error
            logger.warning("Delivery of %s failed, trying again: %s", name, error)
            time.sleep(FIRST_WAIT_SECONDS * 2 ** (attempt - 1))
        else:
            return


class ClaimedFile(File):
    """A file that gives signs of life while it is read, and stops the upload of a worker that lost its claim."""

    def __init__(self, content: Any, claim: Claim[ExportRun], name: str) -> None:
        super().__init__(content, name)
        self._claim = claim

    def read(self, size: int = -1) -> bytes:
        self._claim.progress()
        assert self.file is not None
        data: bytes = self.file.read(size)
        return data
