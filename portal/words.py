"""Numbers, days and lists in words, the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date


def counted(number: int, one: str, many: str = "") -> str:
    """`1 log`, `1,200 logs`; `many` where adding an s is not enough."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day_in_words(day: date) -> str:
    """`3 April 2026`; of a moment, its day as it stands, so in London time when the moment is."""
    return f"{day.day} {day:%B} {day.year}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """`A`, `A and B`, `A, B and C`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
