"""Cells of a row as the questions of a log: the same widgets and words, holding what stands in the file.

A widget sends the text of its cells, never an answer: a code that means nothing, half a date or words where a number
belongs are shown as they were sent, and the file that is given out holds exactly what a person saw.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.utils import ErrorDict
from django.http import QueryDict

from portal.logs.uploads.rows.conversions import ANOTHER_NATIONALITY, ETHNIC_GROUPS
from portal.logs.uploads.rows.layout import Layout
from portal.questionnaire.columns import BulkColumn
from portal.questionnaire.document import Kind, Question
from portal.theme.forms import (
    GovCheckboxesField,
    GovDateField,
    GovForm,
    GovMoneyField,
    GovRadiosField,
    GovSearchSelectField,
    GovTextField,
    Option,
)
from portal.theme.forms.dates import PARTS

CODES_ARE_OPTIONS = frozenset({"", "upper_case", "country", "known_when_given", "tenure", "referral"})
"""The conversions after which a cell holds the code of an option."""
GROUPS: Mapping[str, Callable[[Any], bool]] = {
    "country_group": lambda code: code != ANOTHER_NATIONALITY,
    "ethnic_group": lambda code: ETHNIC_GROUPS.get(code) == code,
    "ethnic_group_or_same": lambda code: ETHNIC_GROUPS.get(code) == code,
}
"""The conversions to a group of what the cell says, and which codes of the group a cell may hold itself."""
WHOLE = frozenset({"date", "postcode", "whole_postcode", "age", "preference_reason"})
Named = Mapping[str, Sequence[Option]]
FOLDED = 12
"""From here on options are searched instead of all being shown."""
TICKED = "1"
BOX_TEXTS = frozenset({"", "0", TICKED})


class SentForm(Protocol):
    """What a form sent."""

    def get(self, name: str, default: Any = None) -> Any: ...

    def getlist(self, name: str) -> Sequence[Any]: ...

    def __contains__(self, name: object) -> bool: ...


@dataclass(frozen=True)
class Place:
    """One question of a file and the cells that answer it together."""

    numbers: tuple[int, ...]
    kind: Kind | None
    label: str
    ask: str = ""
    hint: str = ""
    question: Question | None = None
    options: tuple[Option, ...] = ()
    part: str = ""

    @property
    def name(self) -> str:
        """The name of the field on a page."""
        return f"c{self.numbers[0]}"

    @property
    def allowed(self) -> str:
        """What may stand in the cell, for somebody who corrects it in a spreadsheet."""
        if self.kind is Kind.CHECKBOXES:
            return f"{TICKED} if this is so, otherwise nothing"
        if len(self.options) > FOLDED:
            return f"One of {len(self.options)} codes, which the specification lists"
        return ", ".join(f"{option.value} {option.label}" for option in self.options) or self.hint


class Places:
    """The places of a file of one kind and year, worked out once for its layout."""

    def __init__(self, layout: Layout, named: Named | None = None) -> None:
        """`named` are answers whose cells name somebody: what may stand there, and who that is."""
        self.layout = layout
        self._named = named or {}
        self._at: dict[int, list[tuple[Question, BulkColumn]]] = {}
        for question in layout.questionnaire.questions:
            for column in question.bulk:
                for number in column.fields:
                    self._at.setdefault(number, []).append((question, column))

    def at(self, number: int, texts: Mapping[int, str], named: Named | None = None) -> Place:
        """The place that a cell belongs to; `named` are answers that name something else in each row."""
        pairs = self._at.get(number)
        if not pairs:
            return Place((number,), None, f"Field {number}")
        question, column = self._main(pairs)
        if column.convert == "date" and len(column.fields) == len(PARTS):
            return self._place(question, column.fields, Kind.DATE)
        if question.kind is Kind.CHECKBOXES:
            return self._box(question, number, texts)
        text = texts.get(number, "")
        options = self._by_name(column.answer, text, named) or self._options(pairs, text)
        kind = (Kind.SELECT if len(options) > FOLDED else Kind.RADIO) if options else Kind.TEXT
        if not options and question.kind is Kind.NUMBER:
            kind = Kind.NUMBER
        part = ""
        if len(column.fields) > 1:
            part = f"part {column.fields.index(number) + 1} of {len(column.fields)}"
        return self._place(question, (number,), kind, options, part)

    def of_subsection(
        self, subsection_id: str, wanted: Collection[int], texts: Mapping[int, str], named: Named | None = None
    ) -> list[Place]:
        """The places of the questions of a subsection that have one of the wanted fields, in order."""
        found: dict[tuple[int, ...], Place] = {}
        for question in self.layout.questionnaire.subsection(subsection_id).questions:
            for number in (number for column in question.bulk for number in column.fields):
                if number in wanted and self.subsection_of(number) == subsection_id:
                    place = self.at(number, texts, named)
                    found.setdefault(place.numbers, place)
        return list(found.values())

    def subsection_of(self, number: int) -> str:
        """The subsection in which a field is asked."""
        pairs = self._at.get(number)
        subsections = self.layout.questionnaire.subsections
        if pairs:
            question, _ = self._main(pairs)
            for subsection in subsections:
                if any(each is question for each in subsection.questions):
                    return subsection.id
        return subsections[0].id

    @staticmethod
    def _main(pairs: Sequence[tuple[Question, BulkColumn]]) -> tuple[Question, BulkColumn]:
        """Of several questions that a cell answers, the one whose answer stands there."""

        def rank(pair: tuple[Question, BulkColumn]) -> int:
            _, column = pair
            return 0 if column.convert in CODES_ARE_OPTIONS else 1 if column.convert in WHOLE else 2

        return min(pairs, key=rank)

    def _place(
        self, question: Question, numbers: tuple[int, ...], kind: Kind, options: Iterable[Option] = (), part: str = ""
    ) -> Place:
        label, ask, hint = question.label, question.ask, question.hint
        if not all(each.codes <= question.codes for each in self._asked_by_the_same_cell(question)):
            ask, hint = label, ""  # they speak of some of the options only
        if part:
            label, ask = f"{label} ({part})", f"{ask} ({part})"
        return Place(numbers, kind, label, ask, hint, question, tuple(options), part)

    def _box(self, question: Question, number: int, texts: Mapping[int, str]) -> Place:
        """The boxes of a group together; where one holds something else than a tick, each by itself."""
        boxes = {column.fields[0]: column.answer for column in question.bulk if len(column.fields) == 1}
        labels = {option.code: option.label for option in question.options}
        if all(texts.get(each, "").strip() in BOX_TEXTS for each in boxes):
            options = [Option(str(each), labels.get(name, name)) for each, name in boxes.items()]
            return self._place(question, tuple(boxes), Kind.CHECKBOXES, options)
        label = labels.get(boxes.get(number, ""), question.label)
        text = f"{question.label}: {label}"
        return Place((number,), Kind.TEXT, text, text, "1 if this is so, otherwise leave it empty", question)

    def _by_name(self, answer: str, text: str, named: Named | None) -> list[Option]:
        """Organisations, people and places by their names, and what stands there now if it names none of them."""
        options = list({**self._named, **(named or {})}.get(answer, ()))
        values = {str(option.value) for option in options}
        if options and text and text not in values and _as_code(text, values) not in values:
            options.append(_as_sent_option(text))
        return options

    def _asked_by_the_same_cell(self, question: Question) -> list[Question]:
        """The question, and where else it stands without a cell of its own: there its options may be others."""
        others = self.layout.questionnaire.by_id.get(question.id, ())
        return [question, *(each for each in others if each is not question and not each.bulk)]

    def _options(self, pairs: Sequence[tuple[Question, BulkColumn]], text: str) -> list[Option]:
        """The codes of the file with the labels of the year, and what stands there now if it is none of them."""
        found: dict[str, str] = {}
        for question, column in pairs:
            groups = column.convert in GROUPS
            if not (groups or column.convert in CODES_ARE_OPTIONS) or question.kind not in (Kind.RADIO, Kind.SELECT):
                continue
            known = frozenset(found.values())
            for place in self._asked_by_the_same_cell(question):
                labels = {option.code: option.label for option in place.options if option.offered}
                if groups:  # a file names one of the group at once, and only what is none by the group's own code
                    labels = {code: label for code, label in labels.items() if GROUPS[column.convert](code)}
                self._add_options(found, {code: label for code, label in labels.items() if label not in known}, column)
        if not found:
            return []
        options = [Option(code, label) for code, label in found.items()]
        if text and _as_code(text, found) not in found:
            options.append(_as_sent_option(text))
        return options

    @staticmethod
    def _add_options(found: dict[str, str], labels: Mapping[Any, str], column: BulkColumn) -> None:
        """Those of one place; a label that another code has already is told from it by the code."""
        known, here = frozenset(found.values()), set()
        for code, answer in (column.codes or {code: code for code in labels}).items():
            label = labels.get(answer)
            if label is not None and label not in here and str(code) not in found:
                here.add(label)
                found[str(code)] = f"{label} (code {code})" if label in known else label


def _as_sent_option(text: str) -> Option:
    return Option(text, f"“{text[:100]}”, as it was sent", divider_before=True)


def _as_code(text: str, codes: Collection[str]) -> str:
    """A code as the options have it: 03 and 3.0 are 3, small letters are capital ones."""
    plain = text.strip().upper().removesuffix(".0")
    if plain not in codes and plain.isascii() and plain.isdecimal():
        plain = str(int(plain)) if len(plain) < 16 else plain
    return plain


class CellsForm(GovForm):
    """Some cells of a row as questions, each with what is wrong with it."""

    errors_are_live = True

    def __init__(self, places: Sequence[Place], texts: Mapping[int, str], prefix: str, live: bool = True) -> None:
        self.places = list(places)
        self.texts = texts
        super().__init__(_as_sent(places, texts, prefix), prefix=prefix)
        for place in places:
            self.fields[place.name] = _field(place, live)
        # What is wrong with a cell is the verdict's to say, not the widget's.
        self._errors = ErrorDict()

    @cached_property
    def by_number(self) -> Mapping[int, Place]:
        """Field number to its place on this page."""
        return {number: place for place in self.places for number in place.numbers}

    def tell(self, number: int, text: str) -> None:
        """Put an error at the widget that holds a cell."""
        name = self.by_number[number].name
        errors = self._errors.setdefault(name, self.error_class())
        if text not in errors:
            errors.append(text)

    def tell_of_all(self, text: str) -> None:
        """Put an error above all cells."""
        self._errors[NON_FIELD_ERRORS] = self.error_class([text])


def _as_sent(places: Sequence[Place], texts: Mapping[int, str], prefix: str) -> QueryDict:
    """What a browser would send of a page that shows these cells."""
    data = QueryDict(mutable=True)
    for place in places:
        name = f"{prefix}-{place.name}"
        if place.kind is Kind.DATE:
            for part, number in zip(PARTS, place.numbers, strict=True):
                data[f"{name}-{part}"] = texts.get(number, "")
        elif place.kind is Kind.CHECKBOXES:
            ticked = [str(number) for number in place.numbers if texts.get(number, "").strip() == TICKED]
            data.setlist(name, ticked)
        else:
            data[name] = _shown(place, texts.get(place.numbers[0], ""))
    return data


def _shown(place: Place, text: str) -> str:
    codes = {str(option.value) for option in place.options}
    return _as_code(text, codes) if codes and text not in codes else text


def read_cells(places: Iterable[Place], sent: SentForm, texts: Mapping[int, str], prefix: str) -> dict[int, str]:
    """Field number to text, of the cells that the person changed against what was shown."""
    found: dict[int, str] = {}
    for place in places:
        name = f"{prefix}-{place.name}"
        if place.kind is Kind.CHECKBOXES:
            ticked = set(sent.getlist(name))
            for number in place.numbers:
                is_ticked = str(number) in ticked
                if is_ticked != (texts.get(number, "").strip() == TICKED):
                    found[number] = TICKED if is_ticked else ""
            continue
        names = [f"{name}-{part}" for part in PARTS] if place.kind is Kind.DATE else [name]
        for each, number in zip(names, place.numbers, strict=True):
            was = texts.get(number, "")
            if each in sent and (given := str(sent.get(each)).strip()) != _shown(place, was).strip():
                found[number] = given
    return found


def _field(place: Place, live: bool) -> Any:
    question = place.question
    common: dict[str, Any] = {
        "label": place.ask or place.label,
        "short_label": place.label,
        "hint": place.hint,
        "required": False,
        "live": live,
    }
    if place.kind is Kind.DATE:
        return GovDateField(**common)
    if place.kind is Kind.CHECKBOXES:
        return GovCheckboxesField(**common, options=place.options)
    if place.kind is Kind.RADIO:
        return GovRadiosField(**common, options=place.options)
    if place.kind is Kind.SELECT:
        return GovSearchSelectField(**common, options=place.options)
    width = question.width if question else None
    if place.kind is Kind.NUMBER and question is not None and question.prefix == "£":
        return GovMoneyField(**common, width=width or 10)
    return GovTextField(**common, width=width)
