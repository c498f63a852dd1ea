"""Rows held against the logs that are there: what a row would change in its log, and logs that say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from portal.logs.kind import LogKind
from portal.logs.uploads.judging.matching import similar_logs
from portal.logs.uploads.models import Submission, SubmissionRow
from portal.logs.uploads.rows.layout import Layout
from portal.logs.uploads.rows.verdict import Category, RowError

if TYPE_CHECKING:
    from portal.logs.models import Log


SIMILAR, UNSEEN, ASSIGNEE = "upload.similar", "upload.unseen", "assigned_to_id"
LONGEST_MESSAGE = 300
Outcome = SubmissionRow.Outcome


def compare_with(row: SubmissionRow, log: Log, submission: Submission) -> list[str]:
    """Say which log the row is about, with its answers as they are; the names of those that the row would change."""
    if not _names_assignee(row, submission):  # a new log is then the uploader's, one that is there stays whose it is
        row.answers = {name: value for name, value in row.answers.items() if name != ASSIGNEE}
    stored = log.typed_answers()
    row.log_id = log.pk
    row.seen = {name: stored[name] for name in row.answers}
    return [name for name, value in row.answers.items() if stored[name] != value]


def refuse_unseen(
    rows: Sequence[SubmissionRow], logs: Mapping[int, Log], layout: Layout, visible: QuerySet[Any]
) -> list[SubmissionRow]:
    """Those rows that are about a log of the organisation which whoever acts does not see, now refused."""
    ids = {logs[row.number].pk for row in rows if row.number in logs}
    unseen = ids - set(visible.filter(pk__in=ids).values_list("pk", flat=True)) if ids else ids
    refused = [row for row in rows if row.number in logs and logs[row.number].pk in unseen]
    for row in refused:
        text = (
            f"Your organisation has this already, as log {logs[row.number].pk}. Another organisation manages it, so you do"
            " not see it: ask a data coordinator to upload this row."
        )
        tell(row, error_at(layout, "managing_organisation_id", Category.SETUP, UNSEEN, text))
        row.outcome = Outcome.WRONG
    return refused


def _names_assignee(row: SubmissionRow, submission: Submission) -> bool:
    if row.given is not None:
        return row.given.get(ASSIGNEE) is not None
    numbers = submission.layout.always.get(ASSIGNEE, ())
    sent = row.sent({number: at for number in numbers if (at := submission.field_columns.get(number)) is not None})
    return any((sent.get(number) or "").strip() for number in numbers)


def warn_of_similar(
    rows: Sequence[SubmissionRow], kind: LogKind, layout: Layout, visible: QuerySet[Any]
) -> list[SubmissionRow]:
    """Those rows of which another log says the same and nobody has confirmed that it is another one, now warned."""
    waiting = [row for row in rows if SIMILAR not in row.confirmed]
    similar = similar_logs((row.identity for row in waiting), visible)
    warned = []
    for row in waiting:
        if others := [pk for pk in similar.get(row.identity, ()) if pk != row.log_id]:
            _warn(row, kind, layout, others[0])
            warned.append(row)
    return warned


def _warn(row: SubmissionRow, kind: LogKind, layout: Layout, other: int) -> None:
    text = f"Log {other} says the same. Confirm that this is another {kind.words.noun}."
    tell(row, error_at(layout, kind.date_field, Category.SOFT, SIMILAR, text))
    if row.outcome == Outcome.READY:
        row.outcome = Outcome.WARNED


def tell(row: SubmissionRow, error: list[Any]) -> None:
    """Put an error on a row in the place of what the same rule said of it before."""
    _, _, rule, _ = error
    kept = [other for other in row.errors if other[2] != rule]
    row.error_count += 1 - (len(row.errors) - len(kept))
    row.errors = [*kept, error]


def error_at(layout: Layout, name: str, category: Category, rule: str, text: str) -> list[Any]:
    """An error as it is stored, at the first field of an answer; of one that files do not bring, at the owner."""
    columns = layout.of_answer.get(name) or layout.of_answer["owning_organisation_id"]
    return plain_error(RowError(columns[0].fields[0], category, rule, text))


def plain_error(error: RowError) -> list[Any]:
    """An error as it is stored."""
    return [error.number, error.category.value, error.rule, error.message[:LONGEST_MESSAGE]]
