"""Reads one sheet of a workbook, in a process of its own: a few bytes can make a reader ask for all the memory there is.

Run as `python -m portal.logs.uploads.files.child FILE MEMORY SECONDS ROWS COLUMNS`; prints JSON. It imports nothing of
the portal that needs Django.
"""

from __future__ import annotations

import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import orjson
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from portal.logs.uploads.files.table import ERROR_VALUES, errors_noted, first_of, places_of
from portal.years.resources import LISTS_SHEET

_SHEET_RELATION = re.compile(rb'<(?:\w+:)?sheet [^>]*name="([^"]*)"[^>]*r:id="([^"]*)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship [^>]*>")
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row [^>]*\bhidden="(?:1|true)"[^>]*>')
_ERROR_CELL = re.compile(rb'<(?:\w+:)?c [^>]*\br="([A-Z]+\d+)"[^>]*\bt="e"')
_ERROR_CELL_TURNED = re.compile(rb'<(?:\w+:)?c [^>]*\bt="e"[^>]*\br="([A-Z]+\d+)"')
_HIDDEN_ODS = re.compile(rb'table:visibility="(?:collapse|filter)"')
_NO_VALUE = re.compile(
    rb'<(?:\w+:)?c [^>]*\br="([A-Z]+\d+)"[^>]*>\s*<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*</(?:\w+:)?c>'
)
_MOST_NAMED = 5
_UNREAD = "Hidden sheets were not read: {}."


def as_text(value: Any) -> str | None:
    """A cell as a person would have typed it."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def read(path: str, most_rows: int, most_columns: int) -> dict[str, Any]:
    """The first sheet that is to be seen and holds something, with what a person should know about it."""
    book = CalamineWorkbook.from_path(path)
    seen = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    unseen = [name for name in book.sheet_names if name not in (*seen, LISTS_SHEET)]
    for name in seen or book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.end is not None:
            break
    else:
        return {"rows": [], "notes": [_UNREAD.format(_listed(unseen))] if unseen else []}
    last_row, last_column = sheet.end
    if last_row >= most_rows:
        return {"problem": "too_many_rows"}
    if last_column >= most_columns:
        return {"problem": "too_many_columns"}
    # Most cells are texts, and there are millions: only the others are worth a call.
    rows = [
        [(cell or None) if type(cell) is str else as_text(cell) for cell in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    return {"rows": rows, "notes": list(_notes(path, name, seen, rows, sheet, unseen))}


def _listed(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names[:_MOST_NAMED])


def _notes(
    path: str, name: str, seen: list[str], rows: list[list[str | None]], sheet: Any, unseen: list[str]
) -> Iterator[str]:
    if others := [other for other in seen if other != name]:
        yield f"Only the sheet “{name}” was read; the workbook has others: {_listed(others)}."
    if unseen := [other for other in unseen if other != name]:
        yield _UNREAD.format(_listed(unseen))
    hidden, errors, unknown = _hidden_and_errors(path, name)
    if hidden:
        yield f"{hidden} hidden {'row was' if hidden == 1 else 'rows were'} read as well."
    if merged := len(getattr(sheet, "merged_cell_ranges", None) or ()):
        yield f"{merged} merged {'cell was' if merged == 1 else 'cells were'} read as one filled cell and empty ones."
    yield from errors_noted(errors or places_of(rows, range(1, len(rows) + 1), ERROR_VALUES))
    if unknown:
        what = "Nothing was worked out for the formula" if len(unknown) == 1 else "Nothing was worked out for formulas"
        yield f"{what} in {first_of(unknown)}. Open the workbook, save it and upload it again."


def _hidden_and_errors(path: str, name: str) -> tuple[int, list[str], list[str]]:
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        if "content.xml" in names:
            return len(_HIDDEN_ODS.findall(archive.read("content.xml"))), [], []
        part = _part_of(archive, name)
        if part not in names:
            return 0, [], []
        xml = archive.read(part)
    # Most sheets have none of these, and to look for a word costs next to nothing.
    errors = [*_ERROR_CELL.findall(xml), *_ERROR_CELL_TURNED.findall(xml)] if b't="e"' in xml else []
    unknown = _NO_VALUE.findall(xml) if b"<f" in xml or b":f" in xml else []
    hidden = len(_HIDDEN_ROW.findall(xml)) if b"hidden=" in xml else 0
    return hidden, _named_once(errors), _named_once(unknown)


def _named_once(cells: list[bytes]) -> list[str]:
    return [cell.decode() for cell in dict.fromkeys(cells)]


def _part_of(archive: zipfile.ZipFile, name: str) -> str:
    ids = {
        found[0].decode(errors="replace"): found[1]
        for found in _SHEET_RELATION.findall(archive.read("xl/workbook.xml"))
    }
    wanted = ids.get(name)
    for relation in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        if wanted and b'Id="' + wanted + b'"' in relation:
            target = re.search(rb'Target="/?(?:xl/)?([^"]*)"', relation)
            return f"xl/{target[1].decode()}" if target else ""
    return ""


def main(arguments: list[str]) -> int:
    """Take the limits first, then read."""
    path, memory, seconds, rows, columns = arguments[0], *map(int, arguments[1:])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    sys.stdout.buffer.write(orjson.dumps(read(path, rows, columns)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
