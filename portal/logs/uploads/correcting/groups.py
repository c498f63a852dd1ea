"""The same thing wrong at the same field in several rows: which rows, and which values stand there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Coalesce

from portal.logs.uploads.models import Submission, SubmissionRow
from portal.logs.uploads.rows.verdict import Category, RowError
from portal.parameters import whole_number

MOST_VALUES = 20


@dataclass(frozen=True)
class GroupKey:
    """What is wrong, and where; without a message where that is another one in each row (`RowError.kind`)."""

    number: int
    category: str
    rule: str
    message: str

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> GroupKey | None:
        """From an address; None where it names no group."""
        number, category = whole_number(given.get("field")), given.get("category", "")
        if number is None or category not in list(Category):
            return None
        error = RowError(number, Category(category), given.get("rule", ""), given.get("message", ""))
        return cls(number, category, error.rule, error.kind)

    @property
    def named(self) -> dict[str, Any]:
        """What names it in an address."""
        return {"field": self.number, "category": self.category, "rule": self.rule, "message": self.message}

    @property
    def address(self) -> str:
        """The part of an address that names it."""
        return urlencode(self.named)

    @property
    def is_warning(self) -> bool:
        """Whether it can be confirmed."""
        return self.category == Category.SOFT

    def rows(self, submission: Submission) -> QuerySet[SubmissionRow]:
        """The rows that it is told of, in order; those that are logs already are left alone."""
        entry = [[self.number, self.category, self.rule, *([self.message] if self.message else [])]]
        rows = submission.rows.filter(errors__contains=entry).exclude(outcome=SubmissionRow.Outcome.ADDED)
        return rows.order_by("number")

    def rows_with(self, submission: Submission, value: str) -> QuerySet[SubmissionRow]:
        """Those of them in which the cell holds this value."""
        return self.rows(submission).annotate(value=cell_text(submission, self.number)).filter(value=value)

    def values(self, submission: Submission) -> list[tuple[str, int]]:
        """The most frequent values of the cell in these rows, each with the number of its rows."""
        rows = self.rows(submission).order_by().annotate(value=cell_text(submission, self.number))
        counted = rows.values_list("value").annotate(count=Count("pk")).order_by("-count", "value")
        return list(counted[:MOST_VALUES])


def cell_text(submission: Submission, number: int) -> Coalesce:
    """What stands in the cell of a field: as corrected, or else as sent."""
    parts = [_part_of("corrections", number)]
    if (at := submission.columns.get(str(number))) is not None:
        parts.append(_part_of("cells", at))
    return Coalesce(*parts, Value(""), output_field=TextField())


def _part_of(column: str, key: int) -> Func:
    return Func(F(column), Value(str(key)), function="jsonb_extract_path_text", output_field=TextField())
