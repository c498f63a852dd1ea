"""One row on its way from cells to answers to errors; what conversions fill and checks complain to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from portal.logs.uploads.rows.cells import Cells
from portal.logs.uploads.rows.directory import Directory, KnownOrganisation
from portal.logs.uploads.rows.layout import Layout
from portal.logs.uploads.rows.verdict import Category, RowError
from portal.questionnaire.answers import Answers
from portal.questionnaire.columns import BulkColumn
from portal.questionnaire.evaluation import Evaluation


class Row:
    """The cells of a row, the answers they mean, and the errors found so far."""

    def __init__(self, layout: Layout, cells: Cells, directory: Directory, described: frozenset[int]) -> None:
        """`described` are the persons of whom the cells say something."""
        self.layout = layout
        self.cells = cells
        self.directory = directory
        self.described = described
        self.answers = Answers()
        self.evaluation: Evaluation
        self.date_stands_in = False
        self.behind_the_set_up = frozenset[str]()
        self.bad: set[str] = set()
        self._errors: dict[int, RowError] = {}
        self._asked: frozenset[str] | None = None
        self._facts: dict[str, Any] | None = None

    @property
    def year(self) -> int:
        """The collection year of the file."""
        return self.layout.year

    @property
    def errors(self) -> list[RowError]:
        """One for each cell that is wrong: what was found first, but the set-up before all else."""
        return [self._errors[number] for number in sorted(self._errors)]

    def facts(self) -> dict[str, Any]:
        """What conditions of columns may name besides answers; many columns of a row ask for it."""
        owner = self.owner()
        kind = None if owner is None else owner.provider_type
        if self._facts is None or self._facts["owner.provider_type"] != kind:
            self._facts = {"owner.provider_type": kind}
        return self._facts

    def counts(self, column: BulkColumn) -> bool:
        """Whether a column counts in this row."""
        return column.when is None or column.when.test(self.answers, self.facts())

    def fields(self, name: str) -> tuple[int, ...]:
        """The fields that bring an answer: those that count in this row, or all where none does."""
        if (always := self.layout.always.get(name)) is not None:
            return always
        columns = self.layout.of_answer.get(name, ())
        counting = [column for column in columns if self.counts(column)]
        return tuple(dict.fromkeys(number for column in counting or columns for number in column.fields))

    def all_fields(self, *names: str) -> tuple[int, ...]:
        """Every field of these answers, whether it counts in this row or not."""
        return self.layout.all_fields(names)

    def integers(self, *names: str) -> list[int | None]:
        """Whole numbers in the fields of these answers, all of them and in order."""
        return [self.cells.integer(number) for number in self.all_fields(*names)]

    def ticked(self, *names: str) -> list[int]:
        """Those fields of these answers that hold a 1."""
        return [number for number in self.all_fields(*names) if self.cells.integer(number) == 1]

    def given(self, *names: str) -> bool:
        """Whether any field of these answers holds something."""
        return self.cells.given(*self.all_fields(*names))

    def has(self, name: str) -> bool:
        """Whether the file of this year brings such an answer."""
        return name in self.layout.of_answer

    def text(self, name: str) -> str | None:
        """What stands in the first field of an answer."""
        numbers = self.fields(name)
        return self.cells.text(numbers[0]) if numbers else None

    def asked(self, *names: str) -> bool:
        """Whether a question that one of these answers belongs to is asked."""
        if self._asked is None:
            names_of = self.layout.names_of
            self._asked = frozenset().union(*[names_of[one] for one in self.evaluation.asked])
        return not self._asked.isdisjoint(names)

    def concerned(self, *names: str) -> bool:
        """Whether such a question is asked, or would be if the set-up were complete."""
        return self.asked(*names) or not self.behind_the_set_up.isdisjoint(names)

    def owner(self) -> KnownOrganisation | None:
        """The owning organisation as far as it was found."""
        return self.directory.organisations.get(self.answers["owning_organisation_id"] or -1)

    def date(self, name: str) -> date | None:
        """A date among the answers, where it is a real one."""
        value = self.answers[name]
        return value if isinstance(value, date) else None

    def label(self, name: str) -> str:
        """A question in the user's words."""
        return f"“{self.layout.questionnaire.label(name)}”"

    def in_error(self, numbers: Iterable[int]) -> bool:
        """Whether any of these cells has an error already."""
        return any(number in self._errors for number in numbers)

    def fail(self, rule: str, message: str, *numbers: int, category: Category | None = None) -> None:
        """Put an error on these cells; it is of the set-up where the field is, unless a category is given."""
        for number in numbers:
            weight = category or (Category.SETUP if number in self.layout.setup else Category.WRONG)
            known = self._errors.get(number)
            if known is None or (weight is Category.SETUP and known.category is not Category.SETUP):
                self._errors[number] = RowError(self.cells.place(number), weight, rule, message)

    def replace(self, rule: str, message: str, number: int) -> None:
        """Put this error in the place of whatever was said of the cell."""
        self._errors.pop(number, None)
        self.fail(rule, message, number)
