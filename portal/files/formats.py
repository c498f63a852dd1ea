"""Lines as a file: CSV piece by piece, XLSX row by row into a file on disk, both in flat memory."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

import xlsxwriter

from django.db import models

from portal.csv_files import csv_line, csv_lines
from portal.files.registry import Contents, Line

INCOMPLETE = "Something went wrong while this file was made. It is incomplete: please do not use it."
MOST_SHEET_ROWS = 1_048_576
"""What a sheet of a workbook holds; further records go to further sheets."""
_NUMBER = re.compile(r"(?!-0$)-?(?:0|[1-9][0-9]{0,14})(?:\.(?:0|[0-9]{0,5}[1-9]))?")
"""Only as numbers are written, so that each is read back as the same text."""
_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


class FileFormat(models.TextChoices):
    """What a file can be written as."""

    CSV = "csv", "CSV, for any program"
    XLSX = "xlsx", "Excel workbook"


CONTENT_TYPES = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def csv_stream(contents: Contents) -> Iterator[str]:
    """The file piece by piece. One that breaks off says so in its last line, because its head was sent already."""
    try:
        yield from _csv(contents)
    except Exception:
        yield f"\n{INCOMPLETE}\n"
        raise


def write_csv(contents: Contents, out: IO[bytes]) -> None:
    """The same into a file."""
    for line in _csv(contents):
        out.write(line.encode())


def _csv(contents: Contents) -> Iterator[str]:
    yield from csv_lines(contents.head)
    yield from map(csv_line, contents.lines) if contents.as_csv is None else contents.as_csv


def write_xlsx(contents: Contents, out: IO[bytes], *, title: str) -> None:
    """A workbook whose texts are never formulas or links; the same lines make the same bytes."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": title, "created": _MADE})
    above = [list(line) for line in contents.head]
    bold = book.add_format({"bold": True})
    sheet, at = None, 0
    for line in contents.lines:
        if sheet is None or at >= MOST_SHEET_ROWS:
            sheet, at = _sheet(book, above, bold)
        _write(sheet, at, line, contents.texts)
        at += 1
    if sheet is None:
        _sheet(book, above, bold)
    book.close()


def _sheet(book: Any, above: list[list[Any]], bold: Any) -> tuple[Any, int]:
    sheet = book.add_worksheet()
    sheet.freeze_panes(len(above), 1)
    for at, line in enumerate(above):
        for column, value in enumerate(line):
            sheet.write_string(at, column, str(value), bold)
    return sheet, len(above)


def _write(sheet: Any, at: int, line: Line, texts: frozenset[int]) -> None:
    for column, value in enumerate(line):
        if value is None or value == "":
            continue
        text = str(value)
        if column not in texts and len(text) <= 15 and _NUMBER.fullmatch(text):
            sheet.write_number(at, column, float(text))
        else:
            sheet.write_string(at, column, text)


def temporary_file() -> IO[bytes]:
    """Where a file grows before it goes anywhere."""
    return tempfile.TemporaryFile(prefix="download-")
