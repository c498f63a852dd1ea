"""Taking an upload back: the logs that it created and nobody has touched since go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.staff_sessions import note
from portal.clock import now
from portal.logs.kind import LogKind
from portal.logs.kinds import kind_named
from portal.logs.locks import LogLocks
from portal.logs.models import Log, LogQuerySet
from portal.logs.record import delete_logs
from portal.logs.uploads.accepting.deciding import CannotAccept, leave_to_worker, require_right
from portal.logs.uploads.models import UNDO_WITHIN, ExternalReference, Submission, SubmissionRow, SubmissionState
from portal.logs.uploads.sandbox import forget_trial_logs

Outcome = SubmissionRow.Outcome
NOT_UNDONE = f"Uploads can be undone once, for {UNDO_WITHIN.days * 24} hours, and not while their rows are being checked or added."


def can_be_undone(submission: Submission, at: datetime) -> bool:
    """For a day after the rows were added, while nothing is being done with them."""
    accepted = submission.accepted_at
    at_rest = SubmissionState.JUDGING in Submission.TRANSITIONS[submission.state] and submission.cleared_at is None
    return bool(at_rest and submission.created_count and accepted and at - accepted <= UNDO_WITHIN)


def foresee_undo(submission: Submission, actor: User) -> tuple[int, list[int]]:
    """How many logs undoing would delete now, and which it would leave, for the page that asks."""
    created = _created(submission)
    untouched = _own(submission, created, actor).filter(version__lte=1).values_list("pk", flat=True)
    gone = set(untouched)
    return len(gone), sorted(created - gone)


def undo(*, submission: Submission, actor: User) -> tuple[int, list[int]]:
    """Delete the logs that this upload created and nobody has touched since: how many, and which others it left."""
    require_right(actor, submission)
    kind = kind_named(submission.log_type)
    with transaction.atomic():
        locked = Submission.objects.select_for_update().get(pk=submission.pk)
        if not can_be_undone(locked, now()):
            raise CannotAccept(NOT_UNDONE)
        created = _created(locked)
        own = _own(locked, created, actor).values_list("pk", flat=True)
        untouched = [log for log in _held(kind, own, actor) if log.version <= 1]
        if locked.is_test:
            forget_trial_logs(kind, [log.pk for log in untouched])
        else:
            delete_logs(logs=untouched, actor=actor)
        note(model="upload", name=str(locked), action="undone", pk=locked.pk)
        gone = {log.pk for log in untouched}
        ExternalReference.objects.filter(log_type=locked.reference_space, log_id__in=gone).delete()
        locked.rows.filter(log_id__in=gone).update(outcome=Outcome.WAITING, log_id=None, created_log=False, seen=None)
        if locked.sender_has_left:  # the rows are checked again, for whoever asked
            locked.taken_over_by = actor
        locked.created_count -= len(gone)
        leave_to_worker(locked, SubmissionState.JUDGING)
    return len(gone), sorted(created - gone)


def _created(submission: Submission) -> set[int]:
    added = submission.rows.filter(outcome=Outcome.ADDED, created_log=True).values_list("log_id", flat=True)
    return {pk for pk in added if pk is not None}


def _own(submission: Submission, ids: Iterable[int], actor: User) -> LogQuerySet:
    return submission.logs_for(actor).filter(pk__in=ids, bulk_upload_id=submission.pk)


def _held(kind: LogKind, ids: Iterable[int], actor: User) -> list[Log]:
    """These logs as they are now, after whoever is changing one of them, and before whoever wants to."""
    locks = LogLocks(kind)
    locks.hold([], [actor.pk])
    return list(locks.logs(ids).values())
