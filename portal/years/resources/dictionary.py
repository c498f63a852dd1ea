"""The data dictionary: every answer that a log of the year can have, and where it goes."""

from __future__ import annotations

import csv
import io

from portal.questionnaire.columns import BulkColumn
from portal.questionnaire.describe import Words
from portal.questionnaire.document import Question
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
)


def dictionary_rows(program: Program) -> list[list[str]]:
    """A row for each place of each answer, then the values that are worked out."""
    questionnaire = program.questionnaire
    words = Words(questionnaire)
    rows = []
    for subsection, group, question in questionnaire.placements():
        for name in question.fields:
            label = question.label if name == question.id else f"{question.label}: {question.label_of[name]}"
            rows.append(
                [
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
                ]
            )
    for name, stored in questionnaire.stored.items():
        values = "\n".join(f"{code}: {label}" for code, label in stored.options.items())
        columns = ", ".join(dict.fromkeys(one.support or one.others for one in stored.csv))
        elements = ", ".join(one.name for one in stored.cds)
        rows.append(
            [
                name,
                "Worked out",
                "",
                "",
                stored.label,
                stored.type,
                values,
                "",
                "",
                _fields(stored.bulk),
                columns,
                elements,
            ]
        )
    return rows


def _values(question: Question, name: str) -> str:
    if name != question.id:
        return "1: ticked\n0: not ticked"
    if question.options:
        return "\n".join(f"{option.code}: {option.label}" for option in question.options)
    low, high = question.minimum, question.maximum
    return f"{low} to {high}" if low is not None and high is not None else ""


def _fields(columns: tuple[BulkColumn, ...]) -> str:
    return ", ".join(str(number) for column in columns for number in column.fields)


def dictionary_xlsx(program: Program) -> bytes:
    """The dictionary as a workbook."""
    return table(program.questionnaire.title, "Data dictionary", HEADERS, dictionary_rows(program))


def dictionary_csv(program: Program) -> bytes:
    """The dictionary as a CSV file."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([HEADERS, *dictionary_rows(program)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
