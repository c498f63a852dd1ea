"""Correcting rows that wait: one row by its cells, or many at once from what is wrong in all of them.

The cells as sent stay; a correction stands beside them, and a row is judged again in the same moment. A confirmation
holds for the values it was given for: when one of the answers that its warning looks at changes, it is taken back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.staff_sessions import note
from portal.clock import now
from portal.logs.kinds import kind_named
from portal.logs.uploads.accepting import CannotAccept, leave_to_worker, require_right
from portal.logs.uploads.correcting.anew import Change, chunks, judge_changed
from portal.logs.uploads.correcting.errors import said_of
from portal.logs.uploads.correcting.groups import GroupKey
from portal.logs.uploads.judging import Verdict, write_rows
from portal.logs.uploads.judging.comparing import SIMILAR
from portal.logs.uploads.models import GroupCorrection, Submission, SubmissionRow, SubmissionState
from portal.questionnaire.evaluation import Evaluation

AT_ONCE = 1_000
"""Up to so many rows are judged while the person waits; more are left to a worker."""
Outcome = SubmissionRow.Outcome


@dataclass(frozen=True)
class Corrected:
    """A row after its correction with its verdict, and the fields that somebody else had changed meanwhile."""

    row: SubmissionRow
    verdict: Verdict
    conflicts: tuple[int, ...] = ()


def correct_row(
    *,
    submission: Submission,
    number: int,
    cells: Mapping[int, str],
    seen: Mapping[int, str],
    confirmed: Mapping[str, bool],
    actor: User,
) -> Corrected:
    """Change the cells that differ from what the person saw, confirm or take back warnings, and judge the row."""
    with transaction.atomic():
        locked = _open(submission, actor)
        row = locked.rows.select_for_update().get(number=number)
        if row.outcome == Outcome.ADDED:
            raise CannotAccept(f"Row {number} has been added as a log. Change the log instead.")
        stored = text_of(locked, row)
        wanted = {field: text for field, text in cells.items() if text != seen.get(field, "")}
        conflicts = tuple(f for f, text in wanted.items() if stored.get(f, "") not in (seen.get(f, ""), text))
        kept = {field: text for field, text in wanted.items() if field not in conflicts}

        def change(each: SubmissionRow) -> None:
            for field, text in kept.items():
                set_cell(locked, each, field, text)

        (verdict,) = judge_changed(locked, [row], change, confirmed)
        note(model="upload", name=str(locked), action="corrected", pk=locked.pk)
    return Corrected(row, verdict, conflicts)


def replace_value(*, submission: Submission, group: GroupKey, value: str, by: str, actor: User) -> GroupCorrection:
    """Put one value in the place of another in all rows of a group."""
    with transaction.atomic():
        locked = _open(submission, actor)
        rows = list(group.rows_with(locked, value).select_for_update())
        before = {str(row.pk): row.corrections.get(str(group.number)) for row in rows}
        made = _remember(locked, group, actor, before, value=value, by=by)
        _change_many(locked, rows, lambda row: set_cell(locked, row, group.number, by))
        note(model="upload", name=str(locked), action="corrected", pk=locked.pk)
    return made


def confirm_warning(*, submission: Submission, group: GroupKey, reason: str, actor: User) -> GroupCorrection:
    """Say of all rows of a group that what is unusual in them is right, and why."""
    with transaction.atomic():
        locked = _open(submission, actor)
        boxes = _boxes(locked, group)
        before: dict[str, list[str]] = {}
        rows = list(group.rows(locked).select_for_update())
        for row in rows:
            added = [name for name in boxes if name not in row.confirmed]
            before[str(row.pk)] = added
            row.confirmed = [*row.confirmed, *added]
        made = _remember(locked, group, actor, before, reason=reason)
        _change_many(locked, rows, lambda row: None, in_cells=False)
        note(model="upload", name=str(locked), action="confirmed", pk=locked.pk)
    return made


def undo_correction(*, correction: GroupCorrection, actor: User) -> int:
    """Take a correction of many rows back, where nobody has changed the row since: in how many rows."""
    with transaction.atomic():
        locked = _open(correction.submission, actor)
        made = locked.group_corrections.select_for_update().get(pk=correction.pk)
        if made.undone_at is not None:
            raise CannotAccept("This has been taken back already.")
        ids = [int(pk) for pk in made.before]
        waiting = locked.rows.select_for_update().filter(pk__in=ids).exclude(outcome=Outcome.ADDED)
        rows = [row for row in waiting.order_by("number") if _as_it_left(locked, made, row)]
        _change_many(locked, rows, lambda row: _take_back(made, row), in_cells=not made.is_confirmation)
        made.undone_at = now()
        made.save(update_fields=["undone_at"])
        note(model="upload", name=str(locked), action="correction undone", pk=locked.pk)
    return len(rows)


def text_of(submission: Submission, row: SubmissionRow) -> dict[int, str]:
    """Field number to what stands in the cell now, blank where it is empty."""
    sent = row.sent(submission.field_columns)
    return {number: text or "" for number, text in sent.items()}


def set_cell(submission: Submission, row: SubmissionRow, number: int, text: str) -> None:
    """Correct a cell; a value that is as it was sent needs no correction."""
    at = submission.columns.get(str(number))
    sent = row.cells[at] if at is not None and at < len(row.cells) else None
    if (sent or "") == text:
        row.corrections.pop(str(number), None)
    else:
        row.corrections[str(number)] = text


def _open(submission: Submission, actor: User) -> Submission:
    require_right(actor, submission)
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if locked.state != SubmissionState.JUDGED or locked.cleared_at is not None:
        raise CannotAccept("These rows are being checked or have been dealt with already.")
    return locked


def _remember(
    submission: Submission, group: GroupKey, actor: User, before: dict[str, Any], **facts: str
) -> GroupCorrection:
    return GroupCorrection.objects.create(
        submission=submission,
        number=group.number,
        message=said_of(submission, group),
        rows=len(before),
        before=before,
        made_by=actor,
        made_at=now(),
        **facts,
    )


def _as_it_left(submission: Submission, made: GroupCorrection, row: SubmissionRow) -> bool:
    if made.is_confirmation:
        return set(made.before[str(row.pk)]) <= set(row.confirmed)
    return text_of(submission, row).get(made.number, "") == made.by


def _take_back(made: GroupCorrection, row: SubmissionRow) -> None:
    earlier = made.before[str(row.pk)]
    if made.is_confirmation:
        row.confirmed = [name for name in row.confirmed if name not in earlier]
    elif earlier is None:
        row.corrections.pop(str(made.number), None)
    else:
        row.corrections[str(made.number)] = earlier


def _boxes(submission: Submission, group: GroupKey) -> list[str]:
    """The boxes that confirm what a group says, by its rule: no row has to be judged to know them."""
    if group.rule == SIMILAR:
        return [SIMILAR]
    program = kind_named(submission.log_type).program(submission.year)
    return sorted({check.confirm for checks in program.checks for check in checks if check.key[0] == group.rule})


def confirming(evaluation: Evaluation, error: Any) -> list[str]:
    """The box that confirms a warning told of a row."""
    return [
        confirm
        for confirm, problems in evaluation.warnings.items()
        if any(problem.rule == error.rule for problem in problems)
    ]


def _change_many(
    submission: Submission, rows: Sequence[SubmissionRow], change: Change, *, in_cells: bool = True
) -> None:
    """Judge a moderate number at once; more wait for a worker, but those whose confirmations another cell may end."""
    at_once = rows if len(rows) <= AT_ONCE else [row for row in rows if row.confirmed and in_cells]
    judge_changed(submission, at_once, change, {})
    if len(at_once) < len(rows):
        done = {row.pk for row in at_once}
        _leave_to_worker(submission, [row for row in rows if row.pk not in done], change)


def _leave_to_worker(submission: Submission, rows: Sequence[SubmissionRow], change: Change) -> None:
    """Rows that were there twice are judged again as well: what they doubled may be something else now."""
    for chunk in chunks(rows):
        for row in chunk:
            change(row)
            row.outcome = Outcome.WAITING
        write_rows(chunk, ("corrections", "confirmed", "outcome"))
    submission.rows.filter(outcome=Outcome.DOUBLED).update(outcome=Outcome.WAITING)
    leave_to_worker(submission, SubmissionState.JUDGING)
