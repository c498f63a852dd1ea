"""The template of a kind and year, and a sample of it, made from the questionnaire: reproducible to the byte."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO

import xlsxwriter

from portal.csv_files import csv_lines
from portal.logs.uploads.layout import Layout
from portal.questionnaire.columns import BulkColumn, CellType
from portal.questionnaire.document import Question

HEADERS = ("Section", "Question", "Additional information", "Values", "Can be empty?", "Field number")
_MADE = datetime(2026, 4, 1, tzinfo=UTC)
_PARTS = ("day", "month", "year")
_MOST_VALUES = 40


def field_rows(layout: Layout) -> Iterator[tuple[str, str, str, str, str, int]]:
    """What the template says of each field, in the order of the numbers."""
    sections = {
        question.id: section.title
        for section in layout.questionnaire.sections
        for part in section.subsections
        for question in part.questions
    }
    for number, columns in layout.questionnaire.bulk_fields.items():
        column = columns[0]
        questions = layout.questionnaire.by_field.get(column.answer, ())
        question = questions[0] if questions else None
        title = question.ask if question else layout.questionnaire.label(column.answer)
        yield (
            sections.get(question.id, "") if question else "",
            title + _part(column, number),
            question.hint if question else "",
            _values(column, questions),
            "No" if number in layout.setup else "Depends on other answers",
            number,
        )


def _part(column: BulkColumn, number: int) -> str:
    if len(column.fields) == len(_PARTS) and column.convert == "date":
        return f" ({_PARTS[column.fields.index(number)]})"
    return f" (part {column.fields.index(number) + 1})" if len(column.fields) > 1 else ""


def _values(column: BulkColumn, questions: tuple[Question, ...]) -> str:
    labels = {option.code: option.label for question in questions for option in question.options}
    if column.codes:
        return "; ".join(f"{code} = {labels.get(answer, answer)}" for code, answer in column.codes.items())
    if 0 < len(labels) <= _MOST_VALUES and len(column.fields) == 1:
        return "; ".join(f"{code} = {label}" for code, label in labels.items())
    return {CellType.INTEGER: "Whole number", CellType.DECIMAL: "Number", CellType.TEXT: "Text"}[column.type]


def template_csv(layout: Layout) -> Iterator[str]:
    """The header rows as CSV; the row of field numbers comes last."""
    fields = list(field_rows(layout))
    return csv_lines([title, *(field[at] for field in fields)] for at, title in enumerate(HEADERS))


def template_xlsx(layout: Layout) -> IO[bytes]:
    """The header rows and a sheet with the specification."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response that sends it
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False})
    book.set_properties({"title": layout.questionnaire.title, "created": _MADE.replace(tzinfo=None)})
    bold, wrap = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True})
    sheet, listed = book.add_worksheet("Rows"), book.add_worksheet("Specification")
    fields = list(field_rows(layout))
    for at, title in enumerate(HEADERS):
        sheet.write_string(at, 0, title, bold)
        for column, field in enumerate(fields, 1):
            sheet.write_string(at, column, str(field[at]), wrap)
    sheet.set_column(0, len(fields), 20)
    sheet.freeze_panes(len(HEADERS), 1)
    for line, values in enumerate([HEADERS, *fields]):
        for at, value in enumerate(values):
            listed.write_string(line, at, str(value), bold if line == 0 else wrap)
    listed.set_column(0, len(HEADERS), 30)
    book.close()
    file.seek(0)
    return file
