"""What a worker does with a submission: judge its rows, or add those that are ready."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from portal.clock import now
from portal.jobs.claim import Claim
from portal.jobs.registry import JobType
from portal.logs.uploads.accepting import accept_rows, require_right
from portal.logs.uploads.judging import judge_submission
from portal.logs.uploads.models import Submission, SubmissionRow, SubmissionState
from portal.logs.uploads.telling import tell_added, tell_checked, tell_stopped

S = SubmissionState


def work_on(claim: Claim[Submission]) -> None:
    """Bring the submission to where a person decides next, from wherever a worker before stopped."""
    submission = claim.job
    if submission.state == S.RECEIVED:
        claim.advance(S.JUDGING, started_at=now())
    total = submission.row_count
    if submission.state == S.JUDGING:
        require_right(submission.uploader, submission)
        claim.progress(0, total=total, text="Checking the rows")
        judge_submission(submission, lambda done: claim.progress(done))
        _end(claim, S.JUDGED, tell_checked)
    elif submission.state == S.ACCEPTING:
        claim.progress(0, total=total, text="Adding the rows")
        accept_rows(submission, lambda done: claim.progress(done))
        _end(claim, _after(submission), tell_added)


def _end(claim: Claim[Submission], state: str, tell: Callable[[Submission], None]) -> None:
    """The e-mail is asked for with the change of state, so that a worker that dies sends none or one."""
    with transaction.atomic():
        tell(claim.job)
        claim.advance_with_the_rest(state, finished_at=now(), error="", attempts=0)


def _after(submission: Submission) -> str:
    """What is left waits for its correction."""
    done = (SubmissionRow.Outcome.ADDED, SubmissionRow.Outcome.UNCHANGED)
    return S.JUDGED if submission.rows.exclude(outcome__in=done).exists() else S.ACCEPTED


def _page(submission: Any) -> str:
    return reverse("admin:uploads_submission_change", args=[submission.pk])


SUBMISSIONS = JobType(
    "submission",
    Submission,
    work_on,
    timeout=timedelta(hours=2),
    final=(PermissionDenied,),
    on_give_up=lambda claim: tell_stopped(claim.job),
    page=_page,
)
