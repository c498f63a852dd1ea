"""Two files, the download as it was and as somebody edited it, compared cell by cell. No database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.csv_files import as_meant
from portal.reference.files import Unreadable, read_csv


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
    line: int = 0


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file by the name that people know it by."""

    name: str
    data: bytes


@dataclass(slots=True)
class Compared:
    rows: list[ChangedRow] = field(default_factory=list)
    mistakes: list[tuple[int, str]] = field(default_factory=list)
    """The line of the edited file, and what is wrong with it."""


def compare(original: SentFile, edited: SentFile, *, key: str, columns: Iterable[str]) -> Compared:
    """Rows are matched by the code in the key column, whatever their order."""
    columns = tuple(columns)
    before, after = _read(original, columns), _read(edited, columns)
    compared = Compared()
    known = {row[key]: row for _line, row in before}
    seen: set[str] = set()
    for line, row in after:
        code = row[key]
        if code in seen:
            compared.mistakes.append((line, f"{code} is in {edited.name} more than once"))
        elif code not in known:
            compared.mistakes.append((line, f"{code or 'a row without a code'} is not in {original.name}"))
        else:
            cells = {
                name: Cell(known[code][name], row[name])
                for name in columns
                if row[name] and row[name] != known[code][name]
            }
            if cells:
                compared.rows.append(ChangedRow(code, cells, line))
        seen.add(code)
    return compared


def _read(sent: SentFile, columns: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """Rows with their number in the file."""
    try:
        file = read_csv(sent.data)
    except Unreadable as error:
        raise FilesDiffer(f"{sent.name}: {error}") from error
    headers = file.dataset.headers or []
    missing = [name for name in columns if name not in headers]
    if missing:
        raise FilesDiffer(f"{sent.name} has no column called {' or '.join(missing)}.")
    places = {name: headers.index(name) for name in columns}
    return [
        (line, {name: _plain(row[place]) for name, place in places.items()})
        for line, row in zip(file.lines, file.dataset, strict=True)
    ]


def _plain(text: str | None) -> str:
    """Without the apostrophe that keeps a spreadsheet from running a name as a formula."""
    tidy = " ".join((text or "").split())
    return as_meant(tidy)
