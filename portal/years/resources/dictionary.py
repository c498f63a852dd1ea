"""The data dictionary: every answer that a log of the year can have, and where it goes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from portal.csv_files import safe_cell
from portal.questionnaire.columns import BulkColumn
from portal.questionnaire.describe import Words, rules_naming
from portal.questionnaire.document import Kind, Question, Questionnaire
from portal.questionnaire.program import Program
from portal.years.resources.workbook import table

HEADERS = (
    "Answer",
    "Section",
    "Question number",
    "Question",
    "Short label",
    "Type",
    "Values",
    "Asked when",
    "May be left out",
    "Upload field",
    "Download column",
    "Export element",
    "Worked out",
    "Rules about it",
    "Collected since",
    "Changed since the year before",
)


def dictionary_rows(program: Program) -> list[list[str]]:
    """A row for each place of each answer, then the values that are worked out."""
    about = _About(program)
    return [*_rows_asked(program, about), *_rows_worked_out(program, about)]


def _rows_asked(program: Program, about: _About) -> Iterator[list[str]]:
    words = Words(program.questionnaire)
    for subsection, group, question in program.questionnaire.placements():
        for name in question.fields:
            label = question.label if name == question.id else f"{question.label}: {question.label_of[name]}"
            yield [
                name,
                subsection.title,
                str(question.number or ""),
                question.ask,
                label,
                question.kind.value if name == question.id else "ticked or not",
                _values(question, name),
                words.route(subsection, group, question),
                words.flag(question.optional),
                _fields(tuple(column for column in question.bulk if column.answer == name)),
                ", ".join(dict.fromkeys(one.support or one.others for one in question.csv if one.source == name)),
                ", ".join(one.name for one in question.cds if one.answer == name),
                *about.lines(name),
            ]


def _rows_worked_out(program: Program, about: _About) -> Iterator[list[str]]:
    for name, stored in program.questionnaire.stored.items():
        yield [
            name,
            "Worked out",
            "",
            "",
            stored.label,
            stored.type,
            "\n".join(f"{code}: {label}" for code, label in stored.options.items()),
            "",
            "",
            _fields(stored.bulk),
            ", ".join(dict.fromkeys(one.support or one.others for one in stored.csv)),
            ", ".join(one.name for one in stored.cds),
            *about.lines(name),
        ]


def _values(question: Question, name: str) -> str:
    if name != question.id:
        return "1: ticked\n0: not ticked"
    if question.options:
        return "\n".join(f"{option.code}: {option.label}" for option in question.options)
    low, high = question.minimum, question.maximum
    return f"{low} to {high}" if low is not None and high is not None else ""


def _fields(columns: tuple[BulkColumn, ...]) -> str:
    return ", ".join(str(number) for column in columns for number in column.fields)


class _About:
    """What lies around an answer: how it comes about, what judges it, and how it was in other years."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._rules = rules_naming(program.rules.values())
        earlier = [one for one in program.other_years if one.year < program.year]
        self._earlier = sorted(earlier, key=lambda one: one.year, reverse=True)

    def lines(self, name: str) -> list[str]:
        """The cells of the last four columns."""
        steps = [step.words for step in self._program.steps.declared if name in step.sets]
        rules = [f"{rule}: {self._program.rules[rule].words}" for rule in sorted(self._rules.get(name, ()))]
        return [
            "\n".join(dict.fromkeys(steps)),
            "\n".join(rules),
            str(self._since(name)),
            "\n".join(self._changes(name)),
        ]

    def _since(self, name: str) -> int:
        """The first year of those known from which on it was always there."""
        since = self._program.year
        for questionnaire in self._earlier:
            if questionnaire.year != since - 1 or not _knows(questionnaire, name):
                break
            since = questionnaire.year
        return since

    def _changes(self, name: str) -> Iterator[str]:
        before = next((one for one in self._earlier if one.year == self._program.year - 1), None)
        if before is None:
            return
        if not _knows(before, name):
            yield "New."
            return
        (old_ask, old), (new_ask, new) = _meaning(before, name), _meaning(self._program.questionnaire, name)
        if old_ask != new_ask:
            yield f"Was asked as: {old_ask}"
        for code, label in new.items():
            if code not in old:
                yield f"New value {code}: {label}"
            elif old[code] != label:
                yield f"Value {code} was: {old[code]}"
        for code, label in old.items():
            if code not in new:
                yield f"No longer offered, {code}: {label}"


def _knows(questionnaire: Questionnaire, name: str) -> bool:
    return name in questionnaire.by_field or name in questionnaire.stored


def _meaning(questionnaire: Questionnaire, name: str) -> tuple[str, dict[Any, str]]:
    """What is asked for and what each value stands for."""
    places = questionnaire.by_field.get(name, ())
    if not places:
        stored = questionnaire.stored[name]
        return stored.label, dict(stored.options)
    labels: dict[Any, str] = {}
    if places[0].kind is not Kind.CHECKBOXES:
        for place in places:
            for code, label in place.label_of.items():
                labels.setdefault(code, label)
    return places[0].ask, labels


def dictionary_xlsx(program: Program) -> bytes:
    """The dictionary as a workbook."""
    return table(program.questionnaire.title, "Data dictionary", HEADERS, dictionary_rows(program))


def dictionary_csv(program: Program) -> bytes:
    """The dictionary as a CSV file."""
    out = io.StringIO()
    rows = [HEADERS, *dictionary_rows(program)]
    csv.writer(out, lineterminator="\r\n").writerows([safe_cell(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
