"""Two files, the download as it was and as somebody edited it, compared cell by cell. No database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from portal.csv_files import as_meant
from portal.reference.files import decoded


class FilesDiffer(Exception):
    """The files cannot be compared at all."""


@dataclass(frozen=True, slots=True)
class Cell:
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """The cells of one record that were changed to something; emptied cells mean nothing."""

    code: str
    cells: dict[str, Cell]


@dataclass(slots=True)
class Compared:
    rows: list[ChangedRow] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)


def compare(original: Path, edited: Path, *, key: str, columns: Iterable[str]) -> Compared:
    """Rows are matched by the code in the key column, whatever their order."""
    columns = tuple(columns)
    before, after = _read(original, columns), _read(edited, columns)
    compared = Compared()
    known = {row[key]: row for row in before}
    seen: set[str] = set()
    for line, row in enumerate(after, start=2):
        code = row[key]
        if code in seen:
            compared.mistakes.append(f"line {line}: {code} is in {edited.name} more than once")
        elif code not in known:
            compared.mistakes.append(f"line {line}: {code or 'a row without a code'} is not in {original.name}")
        else:
            cells = {
                name: Cell(known[code][name], row[name])
                for name in columns
                if row[name] and row[name] != known[code][name]
            }
            if cells:
                compared.rows.append(ChangedRow(code, cells))
        seen.add(code)
    return compared


def _read(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(decoded(path.read_bytes()), newline=""))
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        raise FilesDiffer(f"{path.name} has no column called {' or '.join(missing)}.")
    return [{name: _plain(row[name]) for name in columns} for row in reader]


def _plain(text: str | None) -> str:
    """Without the apostrophe that keeps a spreadsheet from running a name as a formula."""
    tidy = " ".join((text or "").split())
    return as_meant(tidy)
