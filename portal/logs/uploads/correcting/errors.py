"""Reading what was found in the rows: grouped by what is wrong, or row by row; both by pages, whatever the number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from portal.logs.kinds import kind_named
from portal.logs.uploads.correcting.cell_fields import Places
from portal.logs.uploads.correcting.groups import GroupKey
from portal.logs.uploads.files.table import column_letter
from portal.logs.uploads.judging.comparing import SIMILAR
from portal.logs.uploads.models import GRAVITY, ErrorGroup, Submission, SubmissionRow
from portal.logs.uploads.rows.verdict import ADDED_MEANWHILE, DOUBLED, Category, RowError

GROUPS_ON_A_PAGE = 25
EXAMPLES = 10
ROWS_ON_A_PAGE = 20
_MOST_RANGES = 40
WORDS = {
    Category.SETUP: "Set-up",
    Category.WRONG: "Error",
    Category.NOT_ANSWERED: "Not answered",
    Category.SOFT: "Warning",
}
OWN_WORDS = {
    SIMILAR: "Another log says the same",
    DOUBLED: "Another row of the file is the same, and only the first counts",
    ADDED_MEANWHILE: "Somebody else has added this log meanwhile, with another answer here",
}


@dataclass(frozen=True)
class Group:
    """The same thing wrong at the same field in several rows."""

    number: int
    letter: str
    question: str
    category: str
    rule: str
    message: str
    count: int
    rows: str
    key: GroupKey
    allowed: str = ""


@dataclass(frozen=True)
class Shown:
    """One error of a row as a page tells it."""

    number: int
    letter: str
    question: str
    category: str
    message: str
    value: str
    allowed: str = ""


def question_of(submission: Submission, number: int) -> str:
    """The question that a field is about, in the words of the year."""
    names = submission.layout.answers_at.get(number, ())
    return submission.layout.questionnaire.label(names[0]) if names else f"Field {number}"


def letter_of(submission: Submission, number: int) -> str:
    """The column as the spreadsheet calls it."""
    at = submission.columns.get(str(number))
    return column_letter(at) if at is not None else ""


def said_of(submission: Submission, key: GroupKey) -> str:
    """What is wrong in all rows of a group; where each has a message of its own, the rule that they share in words."""
    if key.message or key.rule in OWN_WORDS:
        return key.message or OWN_WORDS[key.rule]
    rule = kind_named(submission.log_type).program(submission.year).rules.get(key.rule)
    return rule.words if rule else "This is unusual"


def examples(submission: Submission, key: GroupKey) -> list[tuple[int, str]]:
    """The first rows of a group, each with what is said of it, where that differs."""
    if key.message:
        return []
    return [
        (row.number, error.message)
        for row in key.rows(submission)[:EXAMPLES]
        for error in row.row_errors
        if (error.number, error.rule) == (key.number, key.rule)
    ]


def grouped(submission: Submission, page: int = 1) -> tuple[list[Group], int]:
    """A page of groups, the gravest and most frequent first, and how many groups there are."""
    kept = submission.error_groups.order_by("gravity", "-count", "number", "message")
    count = kept.count()
    last = max(0, count - 1) // GROUPS_ON_A_PAGE  # groups go as rows are corrected, and with them pages
    first = min(page - 1, last) * GROUPS_ON_A_PAGE
    places = Places(submission.layout)
    groups = [_group(submission, each, places) for each in kept[first : first + GROUPS_ON_A_PAGE]]
    return groups, count


def _group(submission: Submission, kept: ErrorGroup, places: Places) -> Group:
    key = GroupKey(kept.number, kept.category, kept.rule, kept.message)
    return Group(
        kept.number,
        letter_of(submission, kept.number),
        question_of(submission, kept.number),
        WORDS[Category(kept.category)],
        kept.rule,
        said_of(submission, key),
        kept.count,
        ranges((one.lower, one.upper - 1) for one in kept.rows),
        key,
        _allowed(places, kept.number, kept.category),
    )


def ranges(found: Iterable[tuple[int, int]]) -> str:
    """“2-18, 40”: row numbers as people write them down."""
    parts = list(islice(found, _MOST_RANGES + 1))
    words = [str(first) if first == last else f"{first}-{last}" for first, last in parts[:_MOST_RANGES]]
    return ", ".join(words) + (" and more" if len(parts) > _MOST_RANGES else "")


def shown(submission: Submission, row: SubmissionRow) -> list[Shown]:
    """The errors of a row with what was sent and what may stand there."""
    sent, places = row.sent(submission.field_columns), Places(submission.layout)
    return [_shown(submission, error, sent.get(error.number) or "", places) for error in by_gravity(row.row_errors)]


def by_gravity(errors: Sequence[RowError]) -> list[RowError]:
    """The gravest first."""
    return sorted(errors, key=lambda error: (GRAVITY[error.category], error.number))


def _shown(submission: Submission, error: RowError, value: str, places: Places) -> Shown:
    number = error.number
    return Shown(
        number,
        letter_of(submission, number),
        question_of(submission, number),
        WORDS[error.category],
        error.message,
        value,
        _allowed(places, number, error.category),
    )


def _allowed(places: Places, number: int, category: str) -> str:
    """What may stand in a cell; a warning is about a value that may."""
    return "" if category == Category.SOFT else places.at(number, {}).allowed
