"""Reading the CSV files that people really send."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

import tablib
from import_export.formats import base_formats

from portal.csv_files import safe_cell

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files of spreadsheet programs begin, whatever they are called."""
MOST_COLUMNS = 200


class Unreadable(Exception):
    """It is no table in CSV; says so in words for whoever sent it."""


@dataclass(frozen=True)
class CsvFile:
    """Rows under tidy headings, each with its number in the file as a spreadsheet shows it."""

    dataset: tablib.Dataset
    lines: list[int]


def decoded(data: bytes) -> str:
    """UTF-8 with or without a byte order mark, else what Excel on Windows writes."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_csv(data: bytes) -> CsvFile:
    """Without empty lines, which spreadsheets leave at the end; short rows are filled up."""
    if data.startswith(WORKBOOKS):
        raise Unreadable("The file is a workbook of a spreadsheet program. Save it as CSV and choose that file.")
    if b"\0" in data:
        raise Unreadable("The file is not a table in CSV: it has characters that no text has.")
    try:
        rows = list(csv.reader(io.StringIO(decoded(data), newline=""), strict=False))
    except csv.Error as error:
        raise Unreadable("The file cannot be read as CSV. Check that every quotation mark is closed.") from error
    filled = [
        (number, [cell.strip() for cell in row])
        for number, row in enumerate(rows, start=1)
        if any(cell.strip() for cell in row)
    ]
    if not filled:
        raise Unreadable("The file is empty.")
    headers = _headings(filled[0][1])
    dataset, lines = tablib.Dataset(headers=headers), []
    for number, cells in filled[1:]:
        if any(cells[len(headers) :]):
            raise Unreadable(f"Row {number} has more cells than the first row has headings.")
        dataset.append((cells + [""] * len(headers))[: len(headers)])
        lines.append(number)
    return CsvFile(dataset, lines)


def _headings(cells: list[str]) -> list[str]:
    headers = [cell.lower() for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    if "" in headers:
        raise Unreadable(f"Column {headers.index('') + 1} has no heading.")
    if len(headers) > MOST_COLUMNS:
        raise Unreadable(f"The file has {len(headers):,} columns. No table of ours has more than {MOST_COLUMNS}.")
    twice = sorted(name for name, times in Counter(headers).items() if times > 1)
    if twice:
        raise Unreadable(f"More than one column is called {' and '.join(twice)}.")
    return headers


class ReferenceCSV(base_formats.CSV):
    """The only format offered: what the department hands out."""

    CONTENT_TYPE: ClassVar[str] = "text/csv"

    def export_data(self, dataset: tablib.Dataset, **kwargs: object) -> str:
        """As every file that people open in a spreadsheet: nothing in it is run."""
        safe = tablib.Dataset(headers=dataset.headers)
        for row in dataset:
            safe.append([safe_cell(value) for value in row])
        return str(super().export_data(safe, **kwargs))
