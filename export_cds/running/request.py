"""Asking for an export."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypedDict, Unpack

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from export_cds.models import ExportRun, RunKind
from orgs import access
from portal.changes import COLLECTIONS
from portal.clock import now
from portal.jobs.work import hand_out


class AnotherRunIsOpen(Exception):
    """One export at a time, because two could not agree on numbers and on what is sent."""


class BadRequest(ValueError):
    """What was asked for does not exist."""


class Wanted(TypedDict, total=False):
    """What is exported, and whereto: what has changed of everything, to the department, where nothing else is said."""

    kind: str
    collection: str
    year: int | None
    folder: str


def request_run(
    *,
    actor: User | None,
    night_of: date | None = None,
    enqueue: bool = True,
    **wanted: Unpack[Wanted],
) -> ExportRun:
    """Write down that an export is wanted and, unless the caller runs it, hand it to the workers.

    `actor` is None for the nightly run and for the command line, which only operators reach.
    """
    if actor is not None and not access.can(actor, "add", ExportRun):
        raise PermissionDenied("Only customer support can start an export.")
    run = ExportRun(night_of=night_of, requested_by=actor, created_at=now(), **wanted)
    if settings.SANDBOX and not run.folder:
        raise BadRequest("This is a sandbox: nothing of it is sent to the department.")
    _check(run.kind, run.collection, run.folder)
    try:
        with transaction.atomic():
            run.save()
            if enqueue:
                hand_out(run)
    except IntegrityError as error:
        if "one_export_run_at_a_time" not in str(error):
            raise
        raise AnotherRunIsOpen("Another export is running. Wait until it has ended.") from error
    return run


def _check(kind: str, collection: str, folder: str) -> None:
    if kind not in RunKind.values:
        raise BadRequest(f"There is no kind of export called {kind!r}.")
    if collection and collection not in COLLECTIONS:
        raise BadRequest(f"There is no collection called {collection!r}. Choose from: {', '.join(COLLECTIONS)}.")
    if folder and not Path(folder).is_absolute():
        raise BadRequest("The folder must be an absolute path.")
