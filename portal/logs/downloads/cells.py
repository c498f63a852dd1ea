"""One log as one line of a file: the columns that its questionnaire names, with labels or with codes.

Values come by name: answers under their own, facts about the log as `log.status`, `assigned_to.email`,
`scheme.service_name` and so on. Dates and moments are ISO text already. Source: docs/domain/downloads.md#5 and #6.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import getitem
from typing import Any

from portal.questionnaire.answers import Answers
from portal.questionnaire.columns import DATE_PARTS, CsvColumn
from portal.questionnaire.document import Kind, Questionnaire

Values = Mapping[str, Any]
Cell = Callable[[Answers], str]
Write = Callable[[Any], str]
Finish = Callable[[str], str]


class Texts(dict[Any, str]):
    """The texts of one column's values. What has no label is written once and then looked up as well, up to a number."""

    MOST = 2_000

    def __init__(self, labels: Mapping[Any, str], write: Write, finish: Finish) -> None:
        super().__init__({value: finish(label) for value, label in labels.items()})
        self._write, self._finish = write, finish
        # Elsewhere 1.0 is written otherwise than 1, and one stands for the other here.
        self._kept = {int, str, float} if write in (_decimal, _said_decimal) else {int, str}

    def __missing__(self, value: Any) -> str:
        text = self._finish(self._write(value))
        if type(value) in self._kept and len(self) < self.MOST:
            self[value] = text
        return text


class Plain:
    """A cell that depends on one value only."""

    def __init__(self, source: str, texts: Texts) -> None:
        self.source, self.texts = source, texts

    def __call__(self, values: Answers) -> str:
        """The text, for a column that is more than this."""
        return self.texts[values[self.source]]


NOTHING: Mapping[Any, str] = {None: ""}
TRUTHS: Mapping[Any, str] = {None: "", True: "Yes", False: "No"}

STATUS_WORDS = dict(enumerate(("not_started", "in_progress", "completed", "pending", "deleted")))
CREATION_WORDS = {None: "", 1: "single log", 2: "bulk upload"}
NOT_SAID = "Prefers not to say"
# What stands in the columns of a person whose details are not known: code, label.
WITHOUT_DETAILS = {
    "age": ("-9", "Not known"),
    "sex": ("R", NOT_SAID),
    "sexrab": ("R", NOT_SAID),
    "relat": ("R", NOT_SAID),
    "gender_same_as_sex": ("3", NOT_SAID),
    "ecstat": ("10", NOT_SAID),
}
_OF_PERSON = re.compile(r"^([a-z_]+?)([1-8])$")


class LogCells:
    """The columns of a file of one kind and year for one audience, in order."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        *,
        support: bool,
        codes: bool,
        details_unknown: int,
        area_names: Mapping[str, str],
        finish: Finish = str,
    ) -> None:
        """`finish` makes of each text what the file needs; most texts are finished once, however often they come."""
        self._questionnaire = questionnaire
        self._codes = codes
        self._details_unknown = details_unknown
        self._area_names = area_names
        self._finish = finish
        columns = questionnaire.csv_columns(support=support)
        self.headers = tuple(column.support if support else column.others for column in columns)
        self.text_columns = frozenset(place for place, column in enumerate(columns) if self._is_text(column))
        cells = [self._cell(column) for column in columns]
        # Most columns are looked up in one go; what is more than that is put in its place afterwards.
        plain = [cell if isinstance(cell, Plain) else self._plain("", NOTHING, _text) for cell in cells]
        self._sources = tuple(cell.source for cell in plain)
        self._texts = tuple(cell.texts for cell in plain)
        self._others = tuple((place, cell) for place, cell in enumerate(cells) if not isinstance(cell, Plain))
        self._labelled = () if codes else tuple(self._facts_with_labels(columns))
        self._instead = tuple(self._instead_of_persons(columns))

    def row(self, values: Values) -> list[str]:
        """The line of a log; an empty cell is an answer that is not there."""
        answers = values if isinstance(values, Answers) else Answers(values)
        line = list(map(getitem, self._texts, map(answers.get, self._sources)))
        for place, cell in self._others:
            line[place] = cell(answers)
        for label, place in self._labelled:
            if label in answers:
                line[place] = self._finish(_text(answers[label]))
        for source, code, texts in self._instead:
            if answers.get(source) == code:
                for place, text in texts:
                    line[place] = text
        return line

    def _plain(self, source: str, labels: Mapping[Any, str], write: Write) -> Plain:
        return Plain(source, Texts(labels, write, self._finish))

    def _cell(self, column: CsvColumn) -> Cell:
        cell = self._of_fact(column) if column.is_fact else self._of_answer(column)
        when = column.when
        if when is None:
            return cell
        return lambda values: cell(values) if when.test(values, {}) else ""

    def _facts_with_labels(self, columns: Sequence[CsvColumn]) -> Iterator[tuple[str, int]]:
        """Facts of a scheme, a location or a person may come with a label of their own, which is shown instead."""
        for place, column in enumerate(columns):
            if column.is_fact and column.source.startswith(("scheme.", "location.", "assigned_to.")):
                if column.when is not None:
                    raise ValueError(f"{column.source} may have a label, and its column depends on something else")
                yield f"{column.source}.label", place

    def _instead_of_persons(
        self, columns: Sequence[CsvColumn]
    ) -> Iterator[tuple[str, int, tuple[tuple[int, str], ...]]]:
        """What of a person is not known is told as not known, whatever was answered before: answer, code, texts."""
        found: dict[tuple[str, int], list[tuple[int, str]]] = {}
        for place, column in enumerate(columns):
            match = _OF_PERSON.match(column.source)
            if column.is_fact or match is None or match[1] not in WITHOUT_DETAILS:
                continue
            if column.when is not None:
                raise ValueError(f"{column.source} is of a person, and its column depends on something else")
            what, number = match[1], int(match[2])
            instead = self._finish(WITHOUT_DETAILS[what][0 if self._codes else 1])
            if what == "age":
                found.setdefault((f"age{number}_known", 1), []).append((place, instead))
            if number > 1:
                found.setdefault((f"details_known_{number}", self._details_unknown), []).append((place, instead))
        for (source, code), texts in found.items():
            yield source, code, tuple(texts)

    def _of_fact(self, column: CsvColumn) -> Cell:
        source = column.source
        if source == "log.status":
            return self._plain(source, STATUS_WORDS, _text)
        if source == "log.creation_method" and not self._codes:
            return self._plain(source, CREATION_WORDS, lambda value: "")
        return self._plain(source, NOTHING, _text)

    def _of_answer(self, column: CsvColumn) -> Cell:
        source, show = column.source, column.show
        if show in DATE_PARTS:
            part = DATE_PARTS.index(show)
            return lambda values: _part(values[source], part)
        if show == "plus_one" and self._codes:
            return lambda values: "" if values[source] is None else str(int(values[source]) + 1)
        if show == "label":
            return self._plain(source, {**NOTHING, **self._area_names}, _text)
        write = _decimal if self._is_decimal(source) else _text
        if self._codes or show == "code":
            return self._plain(source, NOTHING, write)
        if show == "yes_or_nothing":
            return self._plain(source, {**NOTHING, 0: "", 1: "Yes"}, lambda value: "")
        stored = self._questionnaire.stored.get(source)
        if stored is not None and stored.type == "boolean":
            return self._plain(source, TRUTHS, write)
        labels = {code: label for code, label in self.labels_of(source).items() if label}
        return self._plain(source, {**NOTHING, **labels}, _said if write is _text else _said_decimal)

    def _is_text(self, column: CsvColumn) -> bool:
        """Whether people typed in what stands there: a reference may look like a number, and is none."""
        placements = () if column.is_fact else self._questionnaire.by_field.get(column.source, ())
        return any(place.kind in (Kind.TEXT, Kind.ADDRESS) for place in placements[:1])

    def _is_decimal(self, name: str) -> bool:
        stored = self._questionnaire.stored.get(name)
        if stored is not None:
            return stored.type == "decimal"
        placements = self._questionnaire.by_id.get(name, ())
        return any(place.kind in (Kind.NUMBER, Kind.TOTAL) and not place.whole for place in placements[:1])

    def labels_of(self, name: str) -> Mapping[Any, str]:
        """The labels of an answer's codes in this year; of several places of a question the first has the word."""
        questionnaire = self._questionnaire
        stored = questionnaire.stored.get(name)
        if stored is not None:
            return stored.options
        labels: dict[Any, str] = {}
        for placement in questionnaire.by_field.get(name, ()):
            if placement.kind is Kind.CHECKBOXES:
                return {0: "No", 1: "Yes"}
            for code, label in placement.label_of.items():
                labels.setdefault(code, label)
        return labels


def _said(value: Any) -> str:
    """A value without a label."""
    if type(value) is str:
        return value
    return TRUTHS[value] if value is True or value is False else _text(value)


def _said_decimal(value: Any) -> str:
    return TRUTHS[value] if value is True or value is False else _decimal(value)


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    if value is None:
        return ""
    if value is True or value is False:
        return "true" if value else "false"
    return str(value)


def _decimal(value: Any) -> str:
    """The shortest form with at least one decimal place."""
    if value is None:
        return ""
    if type(value) is float and "e" not in (text := repr(value)):
        return text
    try:
        text = format(Decimal(repr(value)) if isinstance(value, float) else value, "f")
    except (TypeError, ValueError):
        return str(value)
    if "." not in text:
        return f"{text}.0"
    text = text.rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def _part(value: Any, part: int) -> str:
    """Day, month or year of an ISO date, as a plain number."""
    if not value:
        return ""
    year, month, day = str(value)[:10].split("-")
    return str(int((day, month, year)[part]))
