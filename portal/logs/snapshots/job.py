"""Taking a snapshot: the view of a year in one moment, the file first and its manifest last."""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import storages

from portal.clock import LONDON, now
from portal.files.job import one_snapshot
from portal.jobs.claim import Claim
from portal.jobs.registry import JobType
from portal.jobs.work import hand_out
from portal.logs.kinds import kind_named
from portal.logs.past import as_of
from portal.logs.snapshots.models import Snapshot, SnapshotState
from portal.logs.snapshots.parquet import NoParquet, columns_of, require_parquet, write_parquet
from portal.logs.views.statements import view_of_this_session

STORE = "exports"
_PIECE = 1024 * 1024


def ask_for_snapshot(log_type: str, year: int, at: datetime | None = None) -> Snapshot:
    """Have a worker take one, of now or as logs stood at a moment."""
    if year not in kind_named(log_type).years:
        raise ValueError(f"There is no questionnaire of {log_type} {year}.")
    if at is not None and at > now():
        raise ValueError("Logs can be taken as they stood at the end of a day that is over.")
    snapshot = Snapshot.objects.create(log_type=log_type, year=year, wanted_at=at)
    hand_out(snapshot)
    return snapshot


def take_snapshot(claim: Claim[Snapshot]) -> None:
    """From whichever state it is in to its end; a file that a dead worker left has another name and no manifest."""
    require_parquet()
    wanted = claim.job
    if wanted.state == SnapshotState.WAITING:
        claim.advance(SnapshotState.TAKING, started_at=now())
    store: Any = storages[STORE]
    view, taken_at = wanted.view, now()
    stands_for = (wanted.wanted_at or taken_at).astimezone(LONDON)
    name = f"snapshots/{view}/{stands_for:%Y-%m-%dT%H%M%S}-{wanted.pk}-{wanted.token}.parquet"
    with tempfile.TemporaryDirectory(prefix="snapshot-") as folder:
        file = Path(folder) / "snapshot.parquet"
        with _moment(wanted):
            claim.progress(0, text="Reading the logs")
            rows, columns = write_parquet(view, file), columns_of(view)
        claim.check()
        checksum = _checksum(file)
        with file.open("rb") as content:
            store.put_once(name, File(content))
    manifest = {
        "file": name.rpartition("/")[2],
        "view": view,
        "rows": rows,
        "sha256": checksum,
        "as_of": stands_for.isoformat(timespec="seconds"),
        "taken_at": taken_at.isoformat(timespec="seconds"),
        "questionnaire_version": kind_named(wanted.log_type).program(wanted.year).version,
        "columns": columns,
    }
    manifest_json = json.dumps(manifest, indent=2).encode() + b"\n"
    store.put_once(f"{name}.json", File(io.BytesIO(manifest_json), name="manifest"))
    claim.advance(
        SnapshotState.TAKEN,
        as_of=stands_for,
        row_count=rows,
        checksum=checksum,
        store_name=name,
        finished_at=now(),
        error="",
    )


@contextmanager
def _moment(wanted: Snapshot) -> Iterator[None]:
    """All logs as of one moment: now, or one of the past, in which the view is made anew over what there was then."""
    if wanted.wanted_at is None:
        with one_snapshot():
            yield
    else:
        with as_of(wanted.wanted_at), view_of_this_session(kind_named(wanted.log_type), wanted.year):
            yield


def _checksum(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as content:
        while piece := content.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


SNAPSHOTS = JobType(
    "snapshot",
    Snapshot,
    take_snapshot,
    timeout=timedelta(hours=2),
    final=(NoParquet,),
    reasons=lambda failure: str(failure) or type(failure).__name__,
)
