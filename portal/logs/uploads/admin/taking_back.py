"""Giving up rows and undoing what was added: what will go and what stays is told before it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from portal.clock import now
from portal.logs.uploads import accepting
from portal.logs.uploads.models import Submission, SubmissionRow
from portal.requests import SignedInRequest
from portal.theme.pages import form_page
from portal.theme.record_pages import record_url
from portal.words import counted

if TYPE_CHECKING:
    from portal.logs.uploads.admin.submission import SubmissionAdmin

_MOST_LISTED = 20


def ask_to_give_up(admin: SubmissionAdmin, request: SignedInRequest, submission: Submission) -> HttpResponse:
    """How many rows will be deleted for good, and then doing it."""
    if request.method == "POST":
        return acted(request, submission, lambda: _give_up(request, submission))
    if not submission.can_be_given_up:
        return _refused(request, submission, accepting.NOT_GIVEN_UP)
    rows = submission.rows.exclude(outcome=SubmissionRow.Outcome.ADDED).count()
    added = submission.rows.filter(outcome=SubmissionRow.Outcome.ADDED).count()
    return _asked(
        admin,
        request,
        submission,
        title="Delete the rows that have not been added?",
        intro=[
            f"{counted(rows, 'row')} of this upload {'has' if rows == 1 else 'have'} not been added as logs.",
            *([f"{counted(added, 'row')} that became logs {'stays' if added == 1 else 'stay'}."] if added else []),
        ],
        warning="The rows are deleted at once, with all that was corrected in them. They cannot be brought back.",
        submit="Delete the rows",
    )


def ask_to_undo(admin: SubmissionAdmin, request: SignedInRequest, submission: Submission) -> HttpResponse:
    """Which logs will be deleted and which will stay, and then doing it."""
    if request.method == "POST":
        return acted(request, submission, lambda: _undo(request, submission))
    if not accepting.can_be_undone(submission, now()):
        return _refused(request, submission, accepting.NOT_UNDONE)
    gone, left = accepting.foresee_undo(submission, request.user)
    changed = submission.changed_count
    return _asked(
        admin,
        request,
        submission,
        title="Take back what this upload added?",
        intro=[
            f"{counted(gone, 'log')} that this upload created will be deleted. The rows are checked again and kept here.",
            *([f"{counted(changed, 'log')} that it changed will not be changed back."] if changed else []),
            *(
                [f"{counted(len(left), 'log')} will stay, because somebody has changed or deleted them since:"]
                if left
                else []
            ),
        ],
        listed=_log_numbers(left),
        warning="Logs that the department already has are reported to it as deleted.",
        submit="Undo the upload",
    )


def acted(request: SignedInRequest, submission: Submission, action: Callable[[], None]) -> HttpResponse:
    """Do it, say why where it cannot be done, and show the upload."""
    try:
        action()
    except accepting.CannotAccept as problem:
        return _refused(request, submission, str(problem))
    return redirect(record_url(submission))


def _refused(request: SignedInRequest, submission: Submission, why: str) -> HttpResponse:
    messages.error(request, why)
    return redirect(record_url(submission))


def _give_up(request: SignedInRequest, submission: Submission) -> None:
    accepting.cancel(submission=submission, actor=request.user)
    messages.success(request, "The rows that had not been added were deleted.")


def _undo(request: SignedInRequest, submission: Submission) -> None:
    gone, left = accepting.undo(submission=submission, actor=request.user)
    text = f"{counted(gone, 'log')} {'was' if gone == 1 else 'were'} deleted."
    if left:
        text += f" {len(left):,} stayed, because somebody has changed them since: {', '.join(_log_numbers(left))}."
    messages.success(request, text)


def _log_numbers(left: Sequence[int]) -> list[str]:
    more = [f"and {len(left) - _MOST_LISTED:,} more"] if len(left) > _MOST_LISTED else []
    return [*(f"log {pk}" for pk in left[:_MOST_LISTED]), *more]


def _asked(admin: SubmissionAdmin, request: SignedInRequest, submission: Submission, **page: Any) -> HttpResponse:
    page_of = record_url(submission)
    return form_page(
        request,
        caption=str(submission),
        danger=True,
        cancel=page_of,
        trail=[admin.opts, submission, page["submit"]],
        **page,
    )
