"""The cells of a file as text, with the row numbers that a spreadsheet shows, and what was noticed while reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from portal.logs.uploads.limits import LIMITS


class FileError(Exception):
    """A file that cannot be taken, and why in the user's words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class EncodingProposal:
    """An encoding that would work, with how the first doubtful cell reads in it."""

    name: str
    label: str
    preview: str


class EncodingNeeded(FileError):
    """The bytes are no UTF-8; a person has to say what they are."""

    def __init__(self, row: int, column: str, proposals: Sequence[EncodingProposal]) -> None:
        super().__init__(
            "encoding",
            f"The file holds a character that cannot be read, in row {row}, column {column}. "
            "Choose how the file was saved.",
        )
        self.row = row
        self.column = column
        self.proposals = tuple(proposals)


@dataclass
class Table:
    """Rows of cells. An empty cell is None; `numbers` are the rows as a spreadsheet numbers them, from 1."""

    rows: list[list[str | None]]
    numbers: list[int]
    notes: list[str] = field(default_factory=list)
    format: str = "csv"
    encoding: str = ""
    delimiter: str = ""


IN_FRONT = ("Result", "Errors", "Log")
"""What a file of results has in front of the person's own columns; it may have that many more of them."""
ERROR_VALUES = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_MOST_TOLD = 5


def places_of(rows: Iterable[Sequence[str | None]], numbers: Iterable[int], wanted: AbstractSet[str]) -> list[str]:
    """Where cells hold one of these texts, as a spreadsheet names them."""
    return [
        f"{column_letter(at)}{number}"
        for number, cells in zip(numbers, rows, strict=True)
        if not wanted.isdisjoint(cells)
        for at, cell in enumerate(cells)
        if cell in wanted
    ]


def first_of(places: Sequence[str]) -> str:
    """The first few places, and how many there are besides."""
    more = f" and {len(places) - _MOST_TOLD:,} more" if len(places) > _MOST_TOLD else ""
    return f"{', '.join(places[:_MOST_TOLD])}{more}"


def errors_noted(places: Sequence[str]) -> list[str]:
    """A note on cells in which a spreadsheet could work nothing out."""
    if not places:
        return []
    what = "1 cell holds" if len(places) == 1 else f"{len(places):,} cells hold"
    return [f"{what} an error instead of a value: {first_of(places)}."]


def fitting(text: str) -> str:
    """As much of a text as a cell of a workbook holds, counted as spreadsheet programs do it."""
    if 2 * len(text) <= LIMITS.longest_cell:
        return text
    units = text.encode("utf-16-le")
    most = 2 * LIMITS.longest_cell
    return text if len(units) <= most else units[:most].decode("utf-16-le", "ignore")


def column_letter(index: int) -> str:
    """0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
