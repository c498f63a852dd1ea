"""What stands in the cells of one row, read by field number and type.

A cell is kept as it was sent. Reading is forgiving where the intent is evident: spaces around a value, leading zeros,
a whole number written as 3.0, a pound sign or commas between the thousands of an amount, small letters for codes.
What cannot be read is noted once and counts as no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from portal.csv_files import as_meant
from portal.questionnaire.columns import CellType

REFUSED = "R"
MOST = 10**15
"""What no whole number or amount reaches that can be counted with."""
_WHOLE = re.compile(r"[+-]?\d{1,15}(\.0*)?\Z", re.ASCII)
_AMOUNT = re.compile(r"[+-]?£?(\d{1,3}(,\d{3})+|\d{1,15})?(\.\d{0,10})?(e[+-]?\d{1,2})?\Z", re.ASCII | re.IGNORECASE)
_CODES = {str(code): code for code in range(1_000)}
_DIGIT = re.compile(r"\d", re.ASCII)
_NOT_PLAIN = re.compile(r"[£,]")


class Cells:
    """One row of a file; `moved` tells where a field stands that was moved to close a gap between persons."""

    def __init__(self, types: Mapping[int, CellType], sent: Mapping[int, str | None]) -> None:
        self.types = types
        self.moved: Mapping[int, int] = {}
        # Most cells are read as they stand: only those behind an apostrophe may mean something else.
        self.filled = {
            number: as_meant(cell) if cell[0] == "'" else cell
            for number, cell in sent.items()
            if cell and not cell.isspace()
        }
        self.unreadable: dict[int, str] = {}
        self.not_an_option: dict[int, str] = {}

    def move(self, moved: Mapping[int, int]) -> None:
        """Take each of these fields from where it stands; done before anything is read."""
        self.moved = moved
        places = {number: moved.get(number, number) for number in {*self.types, *moved}}
        self.filled = {number: self.filled[at] for number, at in places.items() if at in self.filled}

    def place(self, number: int) -> int:
        """The field number under which the cell stands in the file."""
        return self.moved.get(number, number)

    def raw(self, number: int) -> str | None:
        """The cell as sent; None where it is empty."""
        return self.filled.get(number)

    def given(self, *numbers: int) -> bool:
        """Whether any of these cells holds something."""
        return not self.filled.keys().isdisjoint(numbers)

    def text(self, number: int) -> str | None:
        """The text without the spaces around it."""
        value = self.filled.get(number)
        return None if value is None else value.strip()

    def upper(self, number: int) -> str | None:
        """The same in capital letters, for codes."""
        value = self.filled.get(number)
        return None if value is None else value.strip().upper()

    def without_decimals(self, number: int) -> str | None:
        """The text, without the .0 that spreadsheets put behind a code that is a number."""
        value = self.text(number)
        return value.partition(".")[0] if value is not None and _WHOLE.match(value) else value

    def digits(self, number: int) -> str | None:
        """The digits of a whole number that is not below 0; None for anything else."""
        value = self.without_decimals(number)
        return value if value is not None and value.isascii() and value.isdecimal() and len(value) < 16 else None

    def integers(self, answers: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int | None]]:
        """The same answers with what stands in their cells as whole numbers, of those that hold something."""
        cell_of, code_of = self.filled.get, _CODES.get
        for name, number in answers:
            if (cell := cell_of(number)) is not None:
                code = code_of(cell)  # what most cells hold
                yield name, self.integer(number) if code is None else code

    def integer(self, number: int) -> int | None:
        """A whole number; anything else is noted as unreadable."""
        value = self.filled.get(number)
        if value is None:
            return None
        if (code := _CODES.get(value)) is not None:  # what most cells hold
            return code
        text = value.strip()
        if _WHOLE.match(text):
            return int(text.partition(".")[0])
        self.unreadable[number] = value
        return None

    def decimal(self, number: int) -> Decimal | None:
        """An amount; anything else is noted as unreadable."""
        value = self.raw(number)
        if value is None:
            return None
        if (code := _CODES.get(value)) is not None:
            return Decimal(code)
        text = value.strip()
        if _AMOUNT.match(text) and _DIGIT.search(text):
            amount = Decimal(_NOT_PLAIN.sub("", text))
            if amount.copy_abs() < MOST:
                return amount
        self.unreadable[number] = value
        return None

    def typed(self, number: int, cell_type: CellType) -> Any:
        """The cell read by a type."""
        if cell_type is CellType.INTEGER:
            return self.integer(number)
        return self.decimal(number) if cell_type is CellType.DECIMAL else self.text(number)
