"""E-mails about uploads: what came of one that nobody waited for, and that rows are still kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.mail import queue_email
from accounts.models import User
from orgs.access import can
from portal.clock import now
from portal.logs.kinds import kind_named
from portal.logs.uploads.models import KEPT, REMIND_AFTER, Submission, SubmissionRow, SubmissionState

LONG = timedelta(minutes=1)
LOOKS_EVERY = timedelta(seconds=20)
"""A page that has not asked for longer is taken for left; an open one asks every few seconds."""
MOST_AT_ONCE = 50
Outcome = SubmissionRow.Outcome


def looked_at(submission: Submission, user: User) -> None:
    """Whoever waits for the rows has the page open."""
    if submission.is_open and user.pk in (submission.uploader.pk, submission.accepted_by_id):
        Submission.objects.filter(pk=submission.pk).update(watched_at=now())


def tell_checked(submission: Submission) -> None:
    """How many rows are ready and how many are not."""
    count = submission.counts.get
    ready = count(Outcome.READY, 0)
    same = count(Outcome.UNCHANGED, 0)
    rest = submission.row_count - ready - same - count(Outcome.ADDED, 0)
    _tell(
        "upload_checked", submission, submission.uploader, ready=f"{ready:,}", unchanged=f"{same:,}", rest=f"{rest:,}"
    )


def tell_added(submission: Submission) -> None:
    """How many logs came of it and how many rows wait."""
    if submission.accepted_by is None:
        return
    fresh = Submission.objects.get(pk=submission.pk)
    _tell(
        "upload_added",
        submission,
        submission.accepted_by,
        created=f"{fresh.created_count:,}",
        changed=f"{fresh.changed_count:,}",
        rest=f"{_kept(fresh):,}",
    )


def tell_stopped(submission: Submission) -> None:
    """That the work failed for good, whoever looks, to the first who may have the rows checked again."""
    people = (_person(one) for one in (submission.accepted_by, submission.uploader) if one is not None)
    if (person := next((one for one in people if _may_work_on(one, submission)), None)) is not None:
        queue_email("upload_stopped", user=person, rest=f"{_kept(submission):,}", **_named(submission))


def _may_work_on(person: User, submission: Submission) -> bool:
    return person.is_active and can(person, "create_log", submission.organisation)


def remind(at: datetime) -> None:
    """Once for each upload whose rows have waited a week; whoever may not work on them any more is not asked to."""
    waiting = Submission.objects.filter(
        state=SubmissionState.JUDGED, reminded_at=None, cleared_at=None, finished_at__lt=at - REMIND_AFTER
    )
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE]):
        with transaction.atomic():
            submission = Submission.objects.select_for_update().get(pk=pk)
            if submission.state != SubmissionState.JUDGED or submission.reminded_at is not None:
                continue
            submission.reminded_at = at
            submission.save(update_fields=["reminded_at"])
            person = _person(submission.uploader)
            if (kept := _kept(submission)) and _may_work_on(person, submission):
                days = f"{(KEPT - REMIND_AFTER).days}"
                queue_email("upload_reminder", user=person, rest=f"{kept:,}", days=days, **_named(submission))


def _tell(template: str, submission: Submission, person: User, **counts: Any) -> None:
    at = now()
    watched = Submission.objects.values_list("watched_at", flat=True).get(pk=submission.pk)
    waits = watched is not None and at - watched <= LOOKS_EVERY
    if waits and at - (submission.handed_out_at or submission.created_at) <= LONG:
        return
    queue_email(template, user=_person(person), **counts, **_named(submission))


def _person(sender: User) -> User:
    """Whoever reads e-mails: behind a system stands the person who issued its key."""
    return sender.api_key.created_by if sender.is_system else sender


def _named(submission: Submission) -> dict[str, Any]:
    return {
        "file": str(submission),
        "noun": kind_named(submission.log_type).words.noun,
        "page": reverse("admin:uploads_submission_change", args=[submission.pk]),
    }


def _kept(submission: Submission) -> int:
    return submission.rows.exclude(outcome__in=[Outcome.ADDED, Outcome.UNCHANGED]).count()
