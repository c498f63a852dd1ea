"""A person's own file back: own columns in own order, with Result, Errors and Log in front."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

import xlsxwriter

from portal.csv_files import csv_lines
from portal.logs.uploads.correcting.errors import WORDS, by_gravity, letter_of
from portal.logs.uploads.files.table import IN_FRONT, column_letter, fitting
from portal.logs.uploads.models import Submission, SubmissionRow
from portal.logs.uploads.rows.verdict import Category

_COLOURS = {
    Category.SETUP: "#F4CDC6",
    Category.WRONG: "#F4CDC6",
    Category.NOT_ANSWERED: "#FFF7BF",
    Category.SOFT: "#FFF7BF",
}
_LONGEST_NOTE = 1_000
_WHICH = {
    "all": None,
    "ready": ["ready", "warned"],
    "wrong": ["wrong", "incomplete", "doubled", "conflict", "warned"],
}


def rows_of(submission: Submission, which: str) -> Iterator[SubmissionRow]:
    """All rows, those that are ready, or those to be corrected."""
    rows = submission.rows.order_by("number")
    outcomes = _WHICH[which]
    return (rows.filter(outcome__in=outcomes) if outcomes else rows).iterator(chunk_size=500)


def in_front(submission: Submission, row: SubmissionRow) -> tuple[str, str, str]:
    """Result (with the columns of which the log keeps nothing), errors and log of a row."""
    messages = "; ".join(
        f"{letter_of(submission, error.number)} ({WORDS[error.category].lower()}): {error.message}"
        for error in by_gravity(row.row_errors)
    )
    unused = ", ".join(letter for number in row.not_kept if (letter := letter_of(submission, number)))
    result = f"{row.get_outcome_display()}; not used: {unused}" if unused else row.get_outcome_display()
    return result, messages, str(row.log_id or "")


def cells_of(submission: Submission, row: SubmissionRow) -> list[str | None]:
    """The cells of the file with what was corrected since; the old results are left out."""
    cells = list(row.cells)
    for number, value in row.corrections.items():
        at = submission.columns.get(number)
        if at is not None:
            cells.extend([None] * (at + 1 - len(cells)))
            cells[at] = value
    return _without_old(submission, cells)


def _old(submission: Submission) -> set[int]:
    """Where an earlier file of results had its own columns: all of them, as somebody may have a “Log” of their own."""
    last = submission.header[-1] if submission.header else []
    return set(range(len(IN_FRONT))) if tuple(last[: len(IN_FRONT)]) == IN_FRONT else set()


def _without_old(submission: Submission, cells: list[str | None]) -> list[str | None]:
    old = _old(submission)
    return [cell for at, cell in enumerate(cells) if at not in old]


def _header(submission: Submission) -> Iterator[list[str | None]]:
    for cells in submission.header[:-1]:
        yield [None, None, None, *_without_old(submission, cells)]
    if submission.header:
        yield [*IN_FRONT, *_without_old(submission, submission.header[-1])]


def csv_of(submission: Submission, which: str) -> Iterator[str]:
    """As CSV, line by line."""
    rows = ([*in_front(submission, row), *cells_of(submission, row)] for row in rows_of(submission, which))
    return csv_lines(_both(_header(submission), rows))


def _both(first: Iterable[Any], second: Iterable[Any]) -> Iterator[Any]:
    yield from first
    yield from second


def xlsx_of(submission: Submission, which: str) -> IO[bytes]:
    """As XLSX, with a colour and a note at each wrong cell; memory does not grow with the rows."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the response that sends it
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Rows")
    bold = book.add_format({"bold": True})
    formats = {category: book.add_format({"bg_color": colour}) for category, colour in _COLOURS.items()}
    line = 0
    for cells in _header(submission):
        _write(sheet, line, cells, bold)
        line += 1
    sheet.freeze_panes(line, len(IN_FRONT))
    moved = len(IN_FRONT) - len(_old(submission))
    for row in rows_of(submission, which):
        wrong = {
            submission.columns[str(error.number)] + moved: error
            for error in reversed(by_gravity(row.row_errors))
            if str(error.number) in submission.columns
        }
        for at, cell in enumerate(_fitting(submission, row, moved)):
            error = wrong.get(at)
            if error is not None:
                sheet.write_string(line, at, cell or "", formats[error.category])
                sheet.write_comment(line, at, error.message[:_LONGEST_NOTE])
            elif cell:
                sheet.write_string(line, at, cell)
        line += 1
    book.close()
    file.seek(0)
    return file


def _fitting(submission: Submission, row: SubmissionRow, moved: int) -> list[str | None]:
    """A row as a workbook can hold it; what it cannot is said beside the errors, with where the rest is."""
    result, errors, log = in_front(submission, row)
    cells = cells_of(submission, row)
    kept = [cell and fitting(cell) for cell in cells]
    for at, (cell, short) in enumerate(zip(cells, kept, strict=True), len(IN_FRONT) - moved):
        if cell and short and cell != short:
            text = f"{column_letter(at)}: only the first {len(short):,} of {len(cell):,} characters, the CSV has all"
            errors = f"{errors}; {text}" if errors else text
    return [result, fitting(errors), log, *kept]


def _write(sheet: Any, line: int, cells: Iterable[str | None], style: Any) -> None:
    for at, cell in enumerate(cells):
        if cell:
            sheet.write_string(line, at, fitting(cell), style)
