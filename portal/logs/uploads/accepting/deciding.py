"""What is decided about rows that were judged: to add those that are ready, to take them over, to give them up."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.staff_sessions import note
from orgs.access import can
from portal.clock import now
from portal.jobs.models import check_transition
from portal.jobs.work import hand_out
from portal.logs.uploads.judging import count_rows
from portal.logs.uploads.judging.tally import tally
from portal.logs.uploads.models import Submission, SubmissionRow, SubmissionState

Outcome = SubmissionRow.Outcome
NOT_GIVEN_UP = "These rows cannot be given up now."
NOTHING_READY = "Nothing was added, because no row is ready. Correct the rows, or choose to add those with gaps or warnings as well."


class CannotAccept(Exception):
    """The submission is in no state to be accepted, or not all of its rows are right."""


def require_right(user: User, submission: Submission) -> None:
    """Whoever acts may create logs for the organisation that delivered the rows; asked again by the job."""
    if not user.is_active or not can(user, "create_log", submission.organisation):
        raise PermissionDenied


def accept(*, submission: Submission, actor: User, with_incomplete: bool = False, only_if_all: bool = False) -> None:
    """Have the rows that are ready added as logs; the rest waits to be corrected."""
    require_right(actor, submission)
    with transaction.atomic():
        locked = Submission.objects.select_for_update().get(pk=submission.pk)
        if locked.state != SubmissionState.JUDGED:
            raise CannotAccept("These rows are being checked or have been dealt with already.")
        if locked.sender_has_left:
            raise CannotAccept("Whoever sent these rows cannot work on them any more: they have to be checked again.")
        if only_if_all and not_ready(locked, with_incomplete).exists():
            raise CannotAccept("Nothing was added, because some rows are not right yet.")
        if not locked.rows.filter(outcome__in=wanted_outcomes(with_incomplete)).exists():
            raise CannotAccept(NOTHING_READY)
        locked.accepted_by, locked.accepted_at = actor, now()
        locked.with_incomplete = with_incomplete
        leave_to_worker(locked, SubmissionState.ACCEPTING)
        note(model="upload", name=str(locked), action="accepted", pk=locked.pk)


def take_over(*, submission: Submission, actor: User) -> None:
    """Have rows checked again, for a colleague where their sender has left; what was added stays as it is."""
    require_right(actor, submission)
    with transaction.atomic():
        locked = Submission.objects.select_for_update().get(pk=submission.pk)
        if not locked.can_be_taken_over:
            raise CannotAccept("These rows need not be taken over.")
        locked.rows.exclude(outcome=Outcome.ADDED).update(outcome=Outcome.WAITING, log_id=None, seen=None)
        if locked.sender_has_left:
            locked.taken_over_by = actor
        leave_to_worker(locked, SubmissionState.JUDGING)
        note(model="upload", name=str(locked), action="taken over", pk=locked.pk)


def leave_to_worker(locked: Submission, state: SubmissionState) -> None:
    """A worker goes on from here; what is known of the work before is over, its failures as well."""
    check_transition(locked, state)
    locked.state = state
    locked.progress_done = locked.progress_total = locked.attempts = locked.lost_workers = 0
    locked.progress_text = locked.error = ""
    locked.retry_at = None
    locked.save()
    hand_out(locked)


def cancel(*, submission: Submission, actor: User) -> None:
    """Give the rows that are no logs up: they are deleted at once; who, when and how many stay."""
    require_right(actor, submission)
    with transaction.atomic():
        locked = Submission.objects.select_for_update().get(pk=submission.pk)
        if not locked.can_be_given_up:
            raise CannotAccept(NOT_GIVEN_UP)
        locked.rows.exclude(outcome=Outcome.ADDED).delete()
        locked.group_corrections.all().delete()
        locked.error_groups.all().delete()
        if locked.rows.exists():  # they say where logs come from, and can still be undone
            tally(locked.pk, list(locked.rows.filter(error_count__gt=0).only("number", "errors")), {})
            locked.state, locked.finished_at = SubmissionState.ACCEPTED, now()
            count_rows(locked)
        else:
            locked.state, locked.finished_at, locked.cleared_at = SubmissionState.CANCELLED, now(), now()
            locked.header = []
        locked.save()
        note(model="upload", name=str(locked), action="cancelled", pk=locked.pk)


def wanted_outcomes(with_incomplete: bool) -> list[str]:
    """Which rows are added."""
    if with_incomplete:
        return [Outcome.READY, Outcome.WARNED, Outcome.INCOMPLETE]
    return [Outcome.READY]


def not_ready(submission: Submission, with_incomplete: bool) -> Any:
    """Rows that stand in the way of adding all."""
    fine = [Outcome.READY, Outcome.UNCHANGED, Outcome.ADDED]
    if with_incomplete:
        fine += [Outcome.WARNED, Outcome.INCOMPLETE]
    return submission.rows.exclude(outcome__in=fine)
