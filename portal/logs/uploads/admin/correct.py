"""Pages on which rows are corrected: those with errors in a grid, a whole row as the pages of a log, many rows at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse

from portal.logs.uploads.accepting import CannotAccept
from portal.logs.uploads.admin.group_forms import ConfirmForm, ReplaceForm
from portal.logs.uploads.admin.paging import page_number
from portal.logs.uploads.correcting import errors
from portal.logs.uploads.correcting.correct import (
    Corrected,
    confirm_warning,
    correct_row,
    replace_value,
    undo_correction,
)
from portal.logs.uploads.correcting.groups import GroupKey
from portal.logs.uploads.correcting.row_pages import RowPage, RowPages, SentRow
from portal.logs.uploads.models import GroupCorrection, Submission, SubmissionRow, SubmissionState
from portal.parameters import record_id
from portal.requests import SignedInRequest
from portal.theme.record_pages import record_url

if TYPE_CHECKING:
    from accounts.models import User
    from portal.logs.uploads.admin.submission import SubmissionAdmin

NOT_WHOLE = "This page did not reach us whole, so nothing has been saved. Change it and try again."
View = Callable[..., HttpResponse]


def correction_urls(admin: SubmissionAdmin) -> list[URLPattern]:
    """The addresses of these pages."""

    page = admin.record_page
    return [
        page("<int:pk>/correct/", grid, "correct"),
        page("<int:pk>/errors/group/", group, "group"),
        page("<int:pk>/rows/<int:number>/", whole_row, "row"),
        page("<int:pk>/rows/<int:number>/<str:section>/", row_section, "row_section"),
        page("<int:pk>/corrections/<int:correction>/undo/", undo, "undo_correction"),
    ]


def grid(admin: SubmissionAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    """The rows with errors, each with its wrong cells to be corrected in place."""
    submission = admin.submission(request, pk)
    if (away := _closed(request, submission)) is not None:
        return away
    pages = RowPages(submission)
    if request.method == "POST":
        return _correct_in_grid(admin, request, pages)
    key = GroupKey.read(request.GET)
    rows = key.rows(submission) if key else _with_errors(submission)
    page = Paginator(rows, errors.ROWS_ON_A_PAGE).get_page(page_number(request))
    listed = pages.with_errors(list(page.object_list))
    return admin.page(
        request,
        submission,
        "uploads/correct.html",
        title="Correct the rows",
        listed=listed,
        page=page,
        key=key,
        question=errors.question_of(submission, key.number) if key else "",
        said=errors.said_of(submission, key) if key else "",
    )


def _with_errors(submission: Submission) -> Any:
    waiting = submission.rows.filter(error_count__gt=0).exclude(outcome=SubmissionRow.Outcome.ADDED)
    return waiting.order_by("number")


def _correct_in_grid(admin: SubmissionAdmin, request: SignedInRequest, pages: RowPages) -> HttpResponse:
    if "row" not in request.POST:
        messages.error(request, NOT_WHOLE)
        return redirect(request.get_full_path())
    row = _row(pages.submission, record_id(request.POST["row"]))
    sent = pages.read(request.POST, f"r{row.number}")
    done, problem = _correct(request, pages.submission, row.number, sent)
    if not request.headers.get("HX-Request"):
        _say(request, row.number, done, problem)
        return redirect(f"{request.get_full_path()}#row-{row.number}")
    also = sent.numbers if sent else ()
    shown = pages.of_verdict(done.verdict, also) if done else pages.with_errors([row], also)[0]
    return admin.page(request, pages.submission, "uploads/_row_questions.html", shown=shown, problem=problem, live=True)


def whole_row(admin: SubmissionAdmin, request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """The parts of a log, with what is left to correct in this row."""
    submission = admin.submission(request, pk)
    row = _row(submission, number)
    if (away := _closed(request, submission)) is not None:
        return away
    return admin.page(
        request,
        submission,
        "uploads/row.html",
        title=f"Row {number}",
        row=row,
        sections=RowPages(submission).sections(row),
    )


def row_section(admin: SubmissionAdmin, request: SignedInRequest, pk: int, number: int, section: str) -> HttpResponse:
    """One part of a row with the questions of a log."""
    submission = admin.submission(request, pk)
    row = _row(submission, number)
    pages = RowPages(submission)
    sections = [each.id for each in pages.sections(row)]
    if section not in sections:
        raise Http404
    if (away := _closed(request, submission)) is not None:
        return away
    problem, verdict = "", None
    if request.method == "POST":
        done, problem = _correct(request, submission, number, pages.read(request.POST, f"r{number}"))
        row, verdict = (done.row, done.verdict) if done else (row, None)
    shown = pages.section(row, section, verdict)
    if request.method == "POST" and request.headers.get("HX-Request"):
        return admin.page(request, submission, "uploads/_row_questions.html", shown=shown, problem=problem, live=True)
    if request.method == "POST" and not problem and not shown.form.errors:
        following = sections[sections.index(section) + 1 :]
        return redirect(_next_part(submission, number, following))
    if problem:
        shown.form.tell_of_all(problem)
    return _section_page(admin, request, submission, shown, section, problem)


def _next_part(submission: Submission, number: int, following: list[str]) -> str:
    if following:
        return reverse("admin:uploads_submission_row_section", args=[submission.pk, number, following[0]])
    return reverse("admin:uploads_submission_row", args=[submission.pk, number])


def _section_page(
    admin: SubmissionAdmin, request: HttpRequest, submission: Submission, shown: RowPage, section: str, problem: str
) -> HttpResponse:
    part = submission.layout.questionnaire.subsection(section)
    return admin.page(
        request,
        submission,
        "uploads/row_section.html",
        title=part.title,
        row=shown.row,
        shown=shown,
        problem=problem,
        has_errors=request.method == "POST" and bool(shown.form.errors or problem),
    )


def _correct(
    request: SignedInRequest, submission: Submission, number: int, sent: SentRow | None
) -> tuple[Corrected | None, str]:
    """What came of it, and what has to be said."""
    if sent is None:
        return None, NOT_WHOLE
    try:
        done = correct_row(
            submission=submission,
            number=number,
            cells=sent.cells,
            seen=sent.seen,
            confirmed=sent.confirmed,
            actor=request.user,
        )
    except CannotAccept as problem:
        return None, str(problem)
    names = ", ".join(errors.question_of(submission, field) for field in done.conflicts)
    notice = f"Somebody else has changed this meanwhile, and it was left as it is now: {names}." if names else ""
    return done, notice


def _say(request: HttpRequest, number: int, done: Corrected | None, problem: str) -> None:
    if problem:
        messages.error(request, f"Row {number}: {problem}")
    elif done is not None:
        messages.success(request, f"Row {number} was checked again: {done.row.get_outcome_display().lower()}.")


def group(admin: SubmissionAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    """The same thing wrong in many rows: one value for another, or a warning confirmed for all."""
    submission = admin.submission(request, pk)
    key = GroupKey.read(request.GET)
    if key is None or key.number not in submission.layout.types:
        raise Http404
    if (away := _closed(request, submission)) is not None:
        return away
    values = key.values(submission)
    back = reverse("admin:uploads_submission_errors", args=[submission.pk])
    if not values:
        messages.info(request, "No row says this any more.")
        return redirect(back)
    action = request.POST.get("action", "replace") if request.method == "POST" else ""
    pages = RowPages(submission)
    place = pages.places.at(key.number, {}, pages.named_in_group(key))
    replace = ReplaceForm(request.POST if action == "replace" else None, values=values, place=place)
    confirm = ConfirmForm(request.POST if action == "confirm" else None) if key.is_warning else None
    done = _act_on_group(request, submission, key, action, replace, confirm)
    if done is not None:
        return _after_many(request, submission, _in_words(done))
    return admin.page(
        request,
        submission,
        "uploads/group.html",
        title=errors.question_of(submission, key.number),
        said=errors.said_of(submission, key),
        examples=errors.examples(submission, key),
        replace=replace,
        confirm=confirm,
        count=key.rows(submission).count(),
        grid=record_url(submission, "correct", query=key.named),
    )


def _act_on_group(
    request: SignedInRequest,
    submission: Submission,
    key: GroupKey,
    action: str,
    replace: ReplaceForm,
    confirm: ConfirmForm | None,
) -> GroupCorrection | None:
    actor: User = request.user
    try:
        if action == "replace" and replace.is_valid():
            return replace_value(submission=submission, group=key, actor=actor, **replace.chosen)
        if action == "confirm" and confirm is not None and confirm.is_valid():
            reason = confirm.cleaned_data["reason"]
            return confirm_warning(submission=submission, group=key, reason=reason, actor=actor)
    except CannotAccept as problem:
        messages.error(request, str(problem))
    return None


def _in_words(made: GroupCorrection) -> str:
    rows = f"{made.rows:,} row{'' if made.rows == 1 else 's'}"
    return f"Confirmed in {rows}." if made.is_confirmation else f"Replaced in {rows}."


def _after_many(request: HttpRequest, submission: Submission, text: str) -> HttpResponse:
    """Back to what is wrong, or to the page that follows the worker to which so many rows were left."""
    submission.refresh_from_db(fields=["state"])
    messages.success(request, f"{text} The rows are being checked again." if submission.is_open else text)
    return redirect(record_url(submission, "change" if submission.is_open else "errors"))


def undo(admin: SubmissionAdmin, request: SignedInRequest, pk: int, correction: int) -> HttpResponse:
    """Take a correction of many rows back."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    submission = admin.submission(request, pk)
    made = submission.group_corrections.filter(pk=correction).first()
    if made is None:
        raise Http404
    try:
        count = undo_correction(correction=made, actor=request.user)
    except CannotAccept as problem:
        messages.error(request, str(problem))
    else:
        return _after_many(request, submission, f"Taken back in {count:,} row{'' if count == 1 else 's'}.")
    return redirect("admin:uploads_submission_errors", pk)


def _row(submission: Submission, number: int) -> SubmissionRow:
    row = submission.rows.filter(number=number).first()
    if row is None:
        raise Http404
    return row


def _closed(request: HttpRequest, submission: Submission) -> HttpResponse | None:
    if submission.state == SubmissionState.JUDGED and submission.cleared_at is None:
        return None
    messages.info(request, "The rows of this upload cannot be corrected now.")
    return redirect("admin:uploads_submission_change", submission.pk)
