"""Finding the header of a file and which column is which field; kind and year follow from the numbers.

Pure: it is given the table and the layouts that can be uploaded.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.logs.uploads.files.table import FileError, Table, column_letter
from portal.logs.uploads.limits import LIMITS
from portal.logs.uploads.rows.layout import Layout

_LABEL = re.compile(r"field\s*numbers?", re.IGNORECASE)
_NUMBER = re.compile(r"(?:field[\s_-]*(?:n(?:umber|o)\b[.:]?\s*)?)?0*(\d{1,3})(?:\.0*)?\Z", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_ENOUGH_KNOWN = 0.6
_SAMPLES = 3
_LABEL_WITHIN = 5
_LONGEST_TITLE = 240


@dataclass(frozen=True)
class Header:
    """Where the data begins and which column holds which field; `unknown` are headed columns that no field claims."""

    row: int
    columns: Mapping[int, int]
    unknown: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnknownColumn:
    """A column for a person to say what it is: its header, a proposal and the first values."""

    index: int
    letter: str
    title: str
    proposal: int | None
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """The header of a table under one layout."""

    layout: Layout
    header: Header
    to_map: tuple[UnknownColumn, ...] = field(default=())


CARRY_NO_ANSWER = frozenset(
    {"result", "errors", "log", "log number", "log id", "id", "external reference"},
)
"""Headers that need not be explained: of the files we give out, and of what tells logs apart."""
NOT_USED = 0
"""What an organisation says of a column that is not for us."""


def find_header(table: Table, layout: Layout, known: Mapping[str, int] | None = None) -> Found:
    """The header by field number, field name or question; `known` are headers that the organisation has mapped before."""
    by_number = _row_of_numbers(table)
    if by_number is not None:
        return Found(layout, _by_number(table, by_number, layout))
    index, found = _row_of_words(table, layout, known or {})
    if found is None:
        raise FileError(
            "no_header",
            "The row with the field numbers was not found. Keep the headers of the template: the row that begins with "
            f"“Field number” must be among the first {LIMITS.header_within} rows.",
        )
    cells = table.rows[index]
    unused = {_words(title) for title, number in (known or {}).items() if number == NOT_USED} | CARRY_NO_ANSWER
    titles = _titles(cells)
    headed = (i for i, title in enumerate(titles) if title and _words(title) not in unused)
    unknown = tuple(i for i in headed if i not in found)
    to_map = tuple(_unknown(table, index, i, titles[i], layout, set(found.values())) for i in unknown)
    return Found(layout, Header(index, found, unknown), to_map)


def numbers_in(table: Table) -> tuple[int, list[int]] | None:
    """The row of field numbers and the numbers, to tell which template it is."""
    index = _row_of_numbers(table)
    if index is None:
        return None
    return index, [number for cell in table.rows[index] if (number := _number(cell)) is not None]


def seems_to_be(numbers: Iterable[int], layouts: Sequence[Layout]) -> Layout | None:
    """The template that has exactly these fields, or as many."""
    given = Counter(numbers)
    exact = [layout for layout in layouts if set(given) == set(layout.types)]
    alike = [layout for layout in layouts if max(given, default=0) == len(layout.types)]
    return next(iter(exact or alike), None)


def headers_known(table: Table, layout: Layout, known: Mapping[str, int] | None = None) -> int:
    """How many headers in words are those of a layout."""
    return len(_row_of_words(table, layout, known or {})[1] or ())


def _number(cell: str | None) -> int | None:
    match = _NUMBER.match(cell.strip()) if cell else None
    return int(match[1]) if match else None


def _row_of_numbers(table: Table) -> int | None:
    for index, cells in enumerate(table.rows[: LIMITS.header_within]):
        if any(cell and _LABEL.search(cell) and not _number(cell) for cell in cells[:_LABEL_WITHIN]):
            return index
    for index, cells in enumerate(table.rows[: LIMITS.header_within]):
        numbers = [number for cell in cells if (number := _number(cell)) is not None]
        filled = sum(1 for cell in cells if cell and cell.strip())
        rising = len(numbers) > 20 and len(set(numbers)) > _ENOUGH_KNOWN * len(numbers)
        # Columns of a person's own may stand between numbers that are all there.
        whole = len(numbers) >= filled - 1 or set(numbers) == set(range(1, len(numbers) + 1))
        if rising and whole and len(set(numbers)) == len(numbers):
            return index
    return None


def _by_number(table: Table, index: int, layout: Layout) -> Header:
    columns: dict[int, int] = {}
    twice, beyond = [], []
    for position, cell in enumerate(table.rows[index]):
        number = _number(cell)
        if number is None:
            continue
        if number not in layout.types:
            beyond.append(number)
        elif number in columns.values():
            twice.append(number)
        else:
            columns[position] = number
    missing = sorted(set(layout.types) - set(columns.values()))
    problems = [
        *([f"The field numbers {_listed(missing)} are missing"] if missing else []),
        *([f"The field numbers {_listed(twice)} are there twice"] if twice else []),
        *([f"There are no fields with the numbers {_listed(beyond)}"] if beyond else []),
    ]
    return Header(index, columns, (), tuple(problems))


def _listed(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:10]))
    return f"{shown} and {len(numbers) - 10} more" if len(numbers) > 10 else shown


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower())) or text.strip()


def _titles(cells: Sequence[str | None]) -> list[str]:
    """The headers by which columns are known, each another: what is said of one of two alike says nothing of the other."""
    titles: list[str] = []
    taken = {""}
    for cell in cells:
        title = plain = (cell or "").strip()[:_LONGEST_TITLE].strip()
        turn = 2
        while title and _words(title) in taken:
            title, turn = f"{plain} ({turn})", turn + 1
        taken.add(_words(title))
        titles.append(title)
    return titles


def names_of(layout: Layout) -> dict[str, int]:
    """What fields go by besides their numbers: the names of their answers, labels and questions."""
    found: dict[str, int] = {}
    shared: set[str] = set()
    for column in layout.columns:
        for place, number in enumerate(column.fields):
            part = ("day", "month", "year")[place] if len(column.fields) == 3 else f"part {place + 1}"
            suffix = f" {part}" if len(column.fields) > 1 else ""
            titles = [column.answer, layout.questionnaire.label(column.answer)]
            titles += [question.ask for question in layout.questionnaire.by_field.get(column.answer, ())]
            for title in titles:
                name = _words(title + suffix)
                if found.setdefault(name, number) != number:
                    shared.add(name)
    return {name: number for name, number in found.items() if name not in shared}


def _row_of_words(table: Table, layout: Layout, known: Mapping[str, int]) -> tuple[int, dict[int, int] | None]:
    mapped = {_words(title): number for title, number in known.items()}
    names = {name: number for name, number in {**names_of(layout), **mapped}.items() if number != NOT_USED}
    best: tuple[int, dict[int, int]] = (0, {})
    for index, cells in enumerate(table.rows[: LIMITS.header_within]):
        found: dict[int, int] = {}
        for position, title in enumerate(_titles(cells)):
            number = names.get(_words(title)) if title else None
            if number is not None and number not in found.values():
                found[position] = number
        if len(found) > len(best[1]):
            best = index, found
    filled = sum(1 for cell in (table.rows[best[0]] if table.rows else []) if cell and cell.strip())
    enough = len(best[1]) >= 5 and len(best[1]) >= _ENOUGH_KNOWN * filled * 0.5
    return best[0], best[1] if enough else None


def _unknown(table: Table, header: int, index: int, title: str, layout: Layout, taken: set[int]) -> UnknownColumn:
    samples = [row[index] for row in table.rows[header + 1 :] if index < len(row) and row[index]][:_SAMPLES]
    words = set(_words(title).split())
    free = ((name, number) for name, number in names_of(layout).items() if number not in taken)
    scored = max(
        ((len(words & set(name.split())) / len(words | set(name.split())), number) for name, number in free),
        default=(0, 0),
    )
    proposal = scored[1] if scored[0] > 0.3 else None
    return UnknownColumn(index, column_letter(index), title, proposal, tuple(str(sample) for sample in samples))
