"""What an import says: mistakes in our words, changes with old and new values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

MESSAGES = {
    "null": "is missing.",
    "blank": "is missing.",
    "required": "is missing.",
    "unique": "is used by another one already.",
    "invalid_choice": "is not one of the answers.",
    "max_length": "is longer than {limit_value} characters.",
    "min_value": "is below {limit_value}, the least it can be.",
    "max_value": "is above {limit_value}, the most it can be.",
    "max_digits": "has more than {max} digits.",
    "max_decimal_places": "has more than {max} digits after the point.",
    "max_whole_digits": "has more than {max} digits before the point.",
    "null_characters_not_allowed": "has characters that cannot be read.",
}
"""By the code of the mistake; what our own models say is written already."""


@dataclass(frozen=True)
class Column:
    """A column as the page describes it."""

    name: str
    label: str
    answers: list[tuple[Any, str]]
    required: bool


@dataclass(frozen=True)
class Problem:
    """What to correct, in which row of the file (0 for the file as a whole) and in which column."""

    row: int
    text: str
    column: str = ""

    def __str__(self) -> str:
        start = f"row {self.row}: " if self.row else ""
        return f"{start}{self.column}: {self.text}" if self.column else f"{start}{self.text}"


@dataclass(frozen=True)
class Change:
    """What a row of the file changes; `record` is empty for a new one."""

    row: int
    record: str
    cells: list[tuple[str, str, str]]
    """Label, what stands there now, what the file says."""
    effects: list[str] = field(default_factory=list)


def said(error: ValidationError) -> str:
    """One mistake as a sentence of ours."""
    words = MESSAGES.get(error.code or "")
    if words is None or (error.code in {"min_value", "max_value"} and "limit_value" not in (error.params or {})):
        return str(error.messages[0])
    return "The value " + words.format(**(error.params or {}))


def tidy(text: str) -> str:
    """A label with a capital in front."""
    return text[:1].upper() + text[1:]
