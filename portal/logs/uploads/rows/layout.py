"""What a file of one kind and year looks like, worked out once from the questionnaire.

No column is listed here: the numbers, types and conversions stand at the questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from portal.questionnaire.columns import BulkColumn
from portal.questionnaire.document import Questionnaire

NAMING = frozenset({"organisation", "person", "scheme", "location"})


class Layout:
    """The fields of a file, by number and by the answers that they carry."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.year = questionnaire.year
        self.types = questionnaire.bulk_cell_types
        self._fields: dict[tuple[str, ...], tuple[int, ...]] = {}
        self._codes: dict[str, frozenset[Any]] = {}
        # A question that stands in several places names its fields in each; once is enough.
        self.columns = tuple(
            {(column.answer, column.fields): column for column in reversed(questionnaire.bulk_columns)}.values()
        )[::-1]

    @cached_property
    def of_answer(self) -> Mapping[str, tuple[BulkColumn, ...]]:
        """The columns that bring an answer, in order; those with a condition count only where it holds."""
        found: dict[str, list[BulkColumn]] = {}
        for column in self.columns:
            found.setdefault(column.answer, []).append(column)
        return {name: tuple(columns) for name, columns in found.items()}

    @cached_property
    def setup(self) -> frozenset[int]:
        """Fields of the set-up section, which decide what else is asked."""
        names = {name for question in self.questionnaire.subsections[0].questions for name in question.fields}
        return frozenset(number for column in self.columns if column.answer in names for number in column.fields)

    @cached_property
    def answers_at(self) -> Mapping[int, tuple[str, ...]]:
        """The answers that a field carries."""
        fields = self.questionnaire.bulk_fields
        return {number: tuple(column.answer for column in columns) for number, columns in fields.items()}

    @cached_property
    def yes_and_no(self) -> Mapping[str, tuple[int, Any, Any]]:
        """Person and codes of the answer that says whether a person is described: yes and no follow each other."""
        found = {}
        for person in self.persons:
            name = f"details_known_{person}"
            yes, no = sorted(self.codes(name))[:2]
            found[name] = (person, yes, no)
        return found

    @cached_property
    def named(self) -> frozenset[str]:
        """The answers for which a cell holds the code or address of somebody or something else."""
        return frozenset(column.answer for column in self.columns if column.convert in NAMING)

    @cached_property
    def no_answers(self) -> Mapping[str, None]:
        """Every answer that files bring, without a value: what a row starts with."""
        return dict.fromkeys(column.answer for column in self.columns)

    def all_fields(self, names: tuple[str, ...]) -> tuple[int, ...]:
        """Every field of these answers; checks ask for the same few in every row."""
        known = self._fields.get(names)
        if known is None:
            columns = (column for name in names for column in self.of_answer.get(name, ()))
            known = self._fields[names] = tuple(dict.fromkeys(number for column in columns for number in column.fields))
        return known

    @cached_property
    def conditional(self) -> tuple[BulkColumn, ...]:
        """The columns that count only in some rows."""
        return tuple(column for column in self.columns if column.when is not None)

    @cached_property
    def always(self) -> Mapping[str, tuple[int, ...]]:
        """The fields of answers that do not depend on the row."""
        return {
            name: tuple(dict.fromkeys(number for column in columns for number in column.fields))
            for name, columns in self.of_answer.items()
            if all(column.when is None for column in columns)
        }

    def codes(self, name: str) -> frozenset[Any]:
        """The codes that an answer can have."""
        if name not in self._codes:
            questionnaire = self.questionnaire
            placements = questionnaire.by_field.get(name)
            self._codes[name] = (
                frozenset().union(*(place.codes for place in placements))
                if placements
                else frozenset(questionnaire.stored[name].options)
            )
        return self._codes[name]

    def codes_at(self, number: int) -> frozenset[Any]:
        """The codes of the question at which a field stands, where the same answer is asked in several places."""
        return frozenset().union(
            *(
                question.codes
                for question in self.questionnaire.questions
                for column in question.bulk
                if number in column.fields
            )
        )

    @cached_property
    def presence(self) -> Mapping[int, tuple[int, ...]]:
        """Fields of which one is enough to say that a person is there, by the number of the person."""
        found = {}
        for person in self.persons:
            (column,) = self.of_answer[f"details_known_{person}"]
            found[person] = (*column.fields, *column.also_reads)
        return found

    @cached_property
    def persons(self) -> Mapping[int, Mapping[str, int]]:
        """Of each person: what a field is about, without the person's number, and the field's number."""
        found: dict[int, dict[str, int]] = {}
        for question in self.questionnaire.questions:
            if question.person is None or question.person < 2:
                continue
            for column in question.bulk:
                about = column.answer.replace(str(question.person), "{}")
                found.setdefault(question.person, {})[about] = column.fields[0]
        return found

    @cached_property
    def names_of(self) -> Mapping[str, tuple[str, ...]]:
        """Question id to itself and every answer that belongs to it."""
        by_id = self.questionnaire.by_id
        return {one: (one, *(name for place in places for name in place.fields)) for one, places in by_id.items()}

    def described(self, filled: Mapping[int, str]) -> frozenset[int]:
        """The persons of whom these cells say something."""
        given = filled.keys()
        return frozenset([person for person, numbers in self.presence.items() if not given.isdisjoint(numbers)])

    def moved(self, described: frozenset[int], persons: tuple[int, ...]) -> dict[int, int]:
        """Where fields stand once persons are counted without gaps: a file may describe person 3 but no person 2."""
        present = [person for person in persons if person in described]
        if present == list(persons[: len(present)]):
            return {}
        order = [*present, *(person for person in persons if person not in present)]
        return {
            number: self.persons[was][about]
            for person, was in zip(persons, order, strict=True)
            for about, number in self.persons[person].items()
            if about in self.persons[was]
        }


_LAYOUTS: dict[int, Layout] = {}


def layout_of(questionnaire: Questionnaire) -> Layout:
    """The layout of a questionnaire, worked out once; it keeps its questionnaire, so the number stays its own."""
    known = _LAYOUTS.get(id(questionnaire))
    if known is None:
        known = _LAYOUTS[id(questionnaire)] = Layout(questionnaire)
    return known
