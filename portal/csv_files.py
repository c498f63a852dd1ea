"""CSV files that people open in a spreadsheet."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠﹢﹣﹦﹫−")
"""Full-width signs too: spreadsheets of some languages read them as the plain ones."""
PLAIN_NUMBER = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:[.][0-9]+)?")

QUOTE = '"'
_QUOTED = re.compile('[,"\r\n]')


def safe_cell(value: Any) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; plain numbers stay numbers."""
    return "" if value is None else _safe_text(str(value))


def _safe_text(text: str) -> str:
    if text[:1].isalnum() or PLAIN_NUMBER.fullmatch(text):
        return text
    return f"'{text}" if _first_seen(text) in FORMULA_STARTS else text


def as_meant(cell: str) -> str:
    """A cell of a file that we gave out, without the apostrophe that `safe_cell` put in front."""
    return cell[1:] if cell[:1] == "'" and safe_cell(cell[1:]) == cell else cell


def _first_seen(text: str) -> str:
    """The first sign that a spreadsheet takes notice of; what cannot be seen is skipped, as some of them do."""
    for sign in text:
        if sign in FORMULA_STARTS or unicodedata.category(sign) not in UNSEEN:
            return sign
    return ""


# A cell of a file is repeated as often as its text.
@lru_cache(maxsize=2**15)
def csv_field(text: str) -> str:
    """A text as it stands between two commas: safe from spreadsheets, quoted where it has to be."""
    safe = _safe_text(text)
    return f'"{safe.replace(QUOTE, QUOTE * 2)}"' if _QUOTED.search(safe) else safe


def csv_line(cells: Iterable[Any]) -> str:
    """One line of a file."""
    fields = ["" if cell is None else csv_field(str(cell)) for cell in cells]
    return f"{','.join(fields) if fields != [''] else QUOTE * 2}\n"


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The lines of a file, one by one, so that memory stays flat however many there are."""
    yield BYTE_ORDER_MARK
    yield from map(csv_line, rows)
