"""What stands in a file twice: of rows that say the same, are about one log or go by one name, all but the first wait."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping

from django.db.models import F, Min, QuerySet, Window

from portal.csv_files import as_meant
from portal.logs.answers_json import AnswersEncoder
from portal.logs.kinds import kind_named
from portal.logs.uploads.judging.comparing import error_at, tell
from portal.logs.uploads.judging.matching import LOG_NUMBER, REFERENCE, cell_of
from portal.logs.uploads.judging.write import write_rows
from portal.logs.uploads.limits import CHUNK
from portal.logs.uploads.models import SAID_ALIKE, Submission, SubmissionRow
from portal.logs.uploads.rows.registry import rules_for
from portal.logs.uploads.rows.verdict import DOUBLED, Category

SAME: Mapping[str, str | None] = {"reference": "", "log_id": None, "identity": ""}
"""What rows have in common of which one is enough, and what says that they have nothing."""
WORDS = {
    "reference": "Row {row} has the same external reference and is the one that counts. Give each {noun} its own.",
    "log_id": "Row {row} is about the same log and is the one that counts. Leave one of them out.",
    "identity": "Row {row} says the same and is the one that counts. Change this one if it is another {noun}.",
}
Outcome = SubmissionRow.Outcome


def fingerprint(submission: Submission, row: SubmissionRow) -> str:
    """The same for rows that say the same in whatever order, for those that do not say enough to be told apart otherwise."""
    sent = row.sent(submission.field_columns)
    said = {number: text for number, cell in sent.items() if (text := as_meant(cell or "").strip())}
    named = [cell_of(submission, row, name) for name in (LOG_NUMBER, REFERENCE)]
    whole = json.dumps([sorted(said.items()), named, row.given], cls=AnswersEncoder, sort_keys=True)
    return f"{SAID_ALIKE}{hashlib.sha256(whole.encode()).hexdigest()[:40]}"


def mark_doubled(submission: Submission) -> None:
    """Of rows of the whole file that are alike all but the first, each told which row it is like."""
    _mark(submission, {name: submission.rows.exclude(**{name: blank}) for name, blank in SAME.items()})


def mark_doubled_among(submission: Submission, changed: Collection[SubmissionRow]) -> None:
    """The same of rows that are alike to one of these, which were changed one by one."""
    alike = {}
    for name, blank in SAME.items():
        if keys := {getattr(row, name) for row in changed} - {blank}:
            alike[name] = submission.rows.filter(**{f"{name}__in": keys})
    _mark(submission, alike)


def _mark(submission: Submission, alike: Mapping[str, QuerySet[SubmissionRow]]) -> None:
    """A question for each thing in common; who is alike in several is told the first."""
    messages: dict[int, str] = {}
    noun = kind_named(submission.log_type).words.noun
    for name, rows in alike.items():
        first = Window(Min("number"), partition_by=F(name))
        later = rows.exclude(outcome=Outcome.ADDED).annotate(first=first).filter(number__gt=F("first")).order_by()
        for pk, number in later.values_list("pk", "first"):
            messages.setdefault(pk, WORDS[name].format(row=number, noun=noun))
    place = rules_for(submission.log_type).identified_by[0]
    pks = sorted(messages)
    for start in range(0, len(pks), CHUNK):
        chunk = submission.rows.filter(pk__in=pks[start : start + CHUNK])
        doubled = list(chunk.only("submission_id", "number", "errors", "error_count"))
        for row in doubled:
            tell(row, error_at(submission.layout, place, Category.WRONG, DOUBLED, messages[row.pk]))
            row.outcome = Outcome.DOUBLED
        write_rows(doubled, ("outcome", "errors", "error_count"))
