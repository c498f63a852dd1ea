"""The fields of an upload as people fill them in, worked out from the questionnaire."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from portal.questionnaire.columns import BulkColumn, CellType
from portal.questionnaire.describe import Words
from portal.questionnaire.document import Group, Kind, Question, Questionnaire, StoredField, Subsection
from portal.years.resources.cells import CELLS, Cell

_TYPES = {CellType.INTEGER: "A whole number", CellType.DECIMAL: "A number", CellType.TEXT: "Text"}
_PLAIN = Cell(())


@dataclass(frozen=True)
class Place:
    """Where an answer is asked for."""

    subsection: Subsection
    group: Group
    question: Question


@dataclass(frozen=True)
class Field:
    """One column of the upload template."""

    number: int
    answers: tuple[str, ...]
    section: str
    question: str
    hint: str
    words: str
    codes: tuple[tuple[Any, str], ...]
    asked_when: tuple[str, ...]
    may_be_empty: str

    @property
    def values(self) -> str:
        """What may stand in the cell, as one text."""
        return "\n".join([self.words, *(f"{code}: {label}" for code, label in self.codes)])


def fields_of(questionnaire: Questionnaire) -> tuple[Field, ...]:
    """Every field of the upload of a year, in the order of its numbers."""
    return _Fields(questionnaire).all()


class _Fields:
    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.words = Words(questionnaire)
        self.places: dict[str, list[Place]] = {}
        for subsection, group, question in questionnaire.placements():
            for name in question.fields:
                self.places.setdefault(name, []).append(Place(subsection, group, question))

    def all(self) -> tuple[Field, ...]:
        fields = self.questionnaire.bulk_fields
        return tuple(self._field(number, columns) for number, columns in fields.items())

    def _field(self, number: int, columns: tuple[BulkColumn, ...]) -> Field:
        main = self._main(columns)
        places = self._places(main.answer, number)
        cell = CELLS.get(main.convert, _PLAIN)
        position = main.fields.index(number)
        words = cell.of(position) if cell.words else _TYPES[self.questionnaire.bulk_cell_types[number]]
        codes = self._codes(main, places) if not main.convert or cell.list_of_codes else ()
        first = places[0].question if places else None
        return Field(
            number=number,
            answers=tuple(dict.fromkeys(column.answer for column in columns)),
            section=places[0].subsection.title if places else "",
            question=self._ask(main, places, position),
            hint=first.hint if first else "",
            words=self._limits(words, first) if not codes and not main.convert else words,
            codes=(*codes, *cell.more_codes),
            asked_when=self._routes(places),
            may_be_empty=self._may_be_empty(places),
        )

    def _places(self, answer: str, number: int) -> list[Place]:
        """Where an answer is asked for; of places that name fields of their own, those that name this one."""
        places = self.places.get(answer, [])
        naming = {id(place): [column for column in place.question.bulk if column.answer == answer] for place in places}
        return [
            place
            for place in places
            if not naming[id(place)] or any(number in column.fields for column in naming[id(place)])
        ]

    @staticmethod
    def _main(columns: Iterable[BulkColumn]) -> BulkColumn:
        """Of the answers that a field brings, the one that people fill in; the others follow from it."""

        def rank(column: BulkColumn) -> int:
            if not column.convert:
                return 1 if column.codes else 0
            return 2 if column.convert in CELLS else 3

        return min(columns, key=rank)

    def _codes(self, column: BulkColumn, places: list[Place]) -> tuple[tuple[Any, str], ...]:
        question = places[0].question if places else None
        if question is not None and question.kind is Kind.CHECKBOXES:
            ticks = {1: "Yes", 0: "No"}
            return (
                tuple((code, ticks[value]) for code, value in column.codes.items()) if column.codes else ((1, "Yes"),)
            )
        labels: dict[Any, str] = {}
        for place in places:
            labels.update({option.code: option.label for option in place.question.options if option.code not in labels})
        if not labels:
            stored = self.questionnaire.stored.get(column.answer)
            labels = dict(stored.options) if isinstance(stored, StoredField) else {}
        if column.codes:
            return tuple((code, labels.get(value, str(value))) for code, value in column.codes.items())
        return tuple(labels.items())

    def _ask(self, column: BulkColumn, places: list[Place], position: int) -> str:
        if not places:
            return self.questionnaire.label(column.answer)
        question = places[0].question
        text = question.ask
        if question.kind is Kind.CHECKBOXES:
            text = f"{text}\n{question.label_of.get(column.answer, column.answer)}"
        if column.convert == "date":
            return f"{text}\n{('Day', 'Month', 'Year')[position]}"
        return f"{text}\nPart {position + 1} of {len(column.fields)}" if len(column.fields) > 1 else text

    @staticmethod
    def _limits(words: str, question: Question | None) -> str:
        if question is None:
            return words
        if question.kind in (Kind.TEXT, Kind.ADDRESS):
            return f"{words}, at most {question.max_length} characters"
        low, high = question.minimum, question.maximum
        if low is not None and high is not None:
            return f"{words} from {low} to {high}"
        return f"{words}, at least {low}" if low is not None else words

    def _routes(self, places: list[Place]) -> tuple[str, ...]:
        routes = [self.words.route(place.subsection, place.group, place.question) for place in places]
        return () if "always" in routes else tuple(dict.fromkeys(routes))

    def _may_be_empty(self, places: list[Place]) -> str:
        if any(place.question.always_counts for place in places):
            return "No"
        if all(place.question.optional is True or place.question.derived is True for place in places):
            return "Yes"
        routes = self._routes(places)
        return f"Yes, unless {' or '.join(routes)}" if routes else "No"
