"""Opaque places in lists: what they hold is ours to change, so callers are given no reason to look inside."""

from __future__ import annotations

import base64
import binascii
import json

from portal.api.problems import ProblemError

_LARGEST = 2**63 - 1


def cursor_of(*numbers: int) -> str:
    """A place, as text for addresses."""
    return base64.urlsafe_b64encode(json.dumps(numbers, separators=(",", ":")).encode()).decode().rstrip("=")


def place_of(cursor: str, length: int) -> tuple[int, ...]:
    """The numbers of a cursor that this API gave out."""
    try:
        numbers = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        raise _unknown() from None
    right = isinstance(numbers, list) and len(numbers) == length
    if not right or not all(type(number) is int and 0 <= number <= _LARGEST for number in numbers):
        raise _unknown()
    return tuple(numbers)


def _unknown() -> ProblemError:
    return ProblemError("bad-request", "“cursor” is none of ours: begin again without it", parameter="cursor")


def number_in(text: str, name: str, *, least: int, most: int) -> int:
    """A whole number of a query."""
    if text.isascii() and text.isdecimal() and len(text) < 20 and least <= int(text) <= most:
        return int(text)
    raise ProblemError("bad-request", f"“{name}” is a whole number from {least} to {most}", parameter=name)
