"""What a worker does for a large file: write it in one snapshot, keep it in the store, tell whoever asked."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import IO, Any, TypeVar

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.core.files.storage import storages
from django.db import connection, transaction
from django.urls import reverse

from portal.clock import now
from portal.files.formats import FileFormat, temporary_file, write_csv, write_xlsx
from portal.files.models import KEPT, PreparedFile, PreparedState
from portal.files.registry import Contents, file_kind, tell_ready
from portal.jobs.claim import Claim
from portal.jobs.registry import JobType

STORE = "downloads"
Record = TypeVar("Record")
_PIECE = 1024 * 1024


def write_file(claim: Claim[PreparedFile]) -> None:
    """From whichever state it is in to its end. Rights are those of the person now, not when the file was asked for."""
    file = claim.job
    user = get_user_model()._base_manager.get(pk=file.user_id)
    if not PreparedFile.objects.visible_to(user).filter(pk=file.pk).exists():
        raise PermissionDenied("The person may not have this file any more.")
    if file.state == PreparedState.WAITING:
        claim.advance(PreparedState.WRITING, started_at=now())
    with temporary_file() as out:
        rows = _write(file, user, out, claim)
        checksum, size = _checksum(out)
        name = storages[STORE].save(f"prepared/{uuid.uuid4()}.{file.file_format}", File(out))
    at = now()
    with transaction.atomic():
        tell_ready(file)
        claim.advance_with_the_rest(
            PreparedState.READY,
            store_name=name,
            row_count=rows,
            size=size,
            checksum=checksum,
            finished_at=at,
            expires_at=at + KEPT,
            error="",
        )


def _write(file: PreparedFile, user: Any, out: IO[bytes], claim: Claim[PreparedFile]) -> int:
    kind = file_kind(file.kind)
    with one_snapshot():
        contents = kind.contents(user, file.parameters)
        claim.progress(0, total=contents.count(None), text="Writing")
        counted = _Counted(claim.progress)
        contents = counted.records_of(contents)
        if file.file_format == FileFormat.XLSX:
            write_xlsx(contents, out, title=kind.title)
        else:
            write_csv(contents, out)
    return counted.number


class _Counted:
    """Whoever follows is told now and then how many records there were."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell
        self.number = 0

    def records_of(self, contents: Contents) -> Contents:
        """The same records, counted as they are read."""
        as_csv = None if contents.as_csv is None else self._counted(contents.as_csv)
        return replace(contents, lines=self._counted(contents.lines), as_csv=as_csv)

    def _counted(self, records: Iterable[Record]) -> Iterator[Record]:
        for record in records:
            self.number += 1
            if self.number % 500 == 0:
                self._tell(self.number)
            yield record


def _checksum(out: IO[bytes]) -> tuple[str, int]:
    out.seek(0)
    found, size = hashlib.sha256(), 0
    while piece := out.read(_PIECE):
        found.update(piece)
        size += len(piece)
    out.seek(0)
    return found.hexdigest(), size


@contextmanager
def one_snapshot() -> Iterator[None]:
    """All records of a file are those of one moment. Inside a transaction of somebody else's, its own view counts."""
    inside = connection.in_atomic_block
    with transaction.atomic():
        if not inside:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


PREPARED_FILES = JobType(
    "prepared_file",
    PreparedFile,
    write_file,
    timeout=timedelta(hours=2),
    final=(PermissionDenied,),
    reasons=lambda failure: str(failure) if isinstance(failure, PermissionDenied) else type(failure).__name__,
    page=lambda file: reverse("admin:files_preparedfile_change", args=[file.pk]),
)
