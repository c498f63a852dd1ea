"""What a worker does with a file: checks it, or imports it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from psycopg.types.json import Jsonb

from django.db import transaction

from portal.clock import now
from portal.imports.ask import may_import
from portal.imports.kinds import ImportKind, import_kind
from portal.imports.models import SHOWN, FileImport, ImportState
from portal.jobs.claim import Claim
from portal.jobs.registry import LONG, JobType, Patience
from portal.reference.load import Loaded
from portal.reference.words import Problem
from portal.theme.record_pages import record_url

GONE = "The file is no longer kept. Choose it again."
CHANGED_MEANWHILE = "Something that the file changes has been changed since it was checked. Nothing was imported. Choose the file again."
NOT_ALLOWED = "Whoever confirmed it may not import files any more."


def carry_out(claim: Claim[FileImport]) -> None:
    """From whichever state it is in."""
    sent = claim.job
    if not may_import(sent.user):
        _refuse(claim, NOT_ALLOWED)
        return
    try:
        files = [_content(one) for one in (sent.file, sent.original) if one]
    except FileNotFoundError:
        _refuse(claim, GONE)
        return
    kind = import_kind(sent.kind)
    if sent.state == ImportState.CHECKING:
        _check(claim, kind, files)
    else:
        _import(claim, kind, files)


def _check(claim: Claim[FileImport], kind: ImportKind, files: list[bytes]) -> None:
    with transaction.atomic():
        loaded = _read(claim, kind, files, dry_run=True)
        transaction.set_rollback(True)
    nothing_left = bool(loaded.problems) and not (kind.in_part and loaded.changes)
    claim.advance(ImportState.REFUSED if nothing_left else ImportState.READY, **_outcome(loaded))
    if nothing_left:
        _throw_away(claim.job)


def _import(claim: Claim[FileImport], kind: ImportKind, files: list[bytes]) -> None:
    with transaction.atomic():
        loaded = _read(claim, kind, files, dry_run=False)
        as_checked = loaded.digest == claim.job.digest and (kind.in_part or not loaded.problems)
        if as_checked:
            claim.advance_with_the_rest(ImportState.DONE, **_outcome(loaded), finished_at=now())
        else:
            transaction.set_rollback(True)
    if as_checked:
        _throw_away(claim.job)
    else:
        _refuse(claim, CHANGED_MEANWHILE)


def _read(claim: Claim[FileImport], kind: ImportKind, files: list[bytes], *, dry_run: bool) -> Loaded:
    def tell(done: int, total: int) -> None:
        if total != claim.job.progress_total:
            claim.progress(done, total=total, text="Checking" if dry_run else "Importing")
        elif done % 100 == 0:
            claim.progress(done)

    sent = claim.job
    reason = "" if dry_run else _reason_of(sent)
    loaded = kind.read(files, user=sent.user, reason=reason, dry_run=dry_run, tell=tell, **sent.options)
    claim.check()
    return loaded


def _reason_of(sent: FileImport) -> str:
    """Why support changes it, as said when it was confirmed: in a job there is no staff session to ask."""
    newest = sent.history.order_by("-history_id").first()
    return str(newest.history_change_reason or "") if newest is not None else ""


def _outcome(loaded: Loaded) -> dict[str, Any]:
    return {
        "new": loaded.new,
        "changed": loaded.changed,
        "unchanged": loaded.unchanged,
        "digest": loaded.digest,
        "problem_count": len(loaded.problems),
        "problems": Jsonb([asdict(problem) for problem in loaded.problems[:SHOWN]]),
        "changes": Jsonb([asdict(change) for change in loaded.changes[:SHOWN]]),
        "progress_done": 0,
        "progress_total": 0,
        "error": "",
    }


def _refuse(claim: Claim[FileImport], why: str) -> None:
    problems = Jsonb([asdict(Problem(0, why))])
    claim.advance(ImportState.REFUSED, problems=problems, problem_count=1, changes=Jsonb([]), finished_at=now())
    _throw_away(claim.job)


def _content(field: Any) -> bytes:
    with field.open("rb") as stored:
        return bytes(stored.read())


def _throw_away(sent: FileImport) -> None:
    for field in (sent.file, sent.original):
        if field.name:
            field.storage.delete(field.name)


FILE_IMPORTS = JobType(
    "file-import",
    FileImport,
    carry_out,
    queue=LONG,
    timeout=timedelta(minutes=30),
    patience=Patience(attempts=3),
    reasons=lambda failure: "The portal made a mistake. It has been written down for whoever looks after it.",
    page=record_url,
)
