"""What a collection window decides about: each room that has records of a year registers how to count them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Use:
    """Records of one kind that belong to a year."""

    text: str
    count: int
    unfinished: int
    organisations: int


Uses = Callable[[int], list[Use]]
_USES: list[Uses] = []


def register_use(find: Uses) -> None:
    """Called from `AppConfig.ready`."""
    _USES.append(find)


def uses_of(year: int) -> list[Use]:
    """Kinds with at least one record in the year."""
    return [use for find in _USES for use in find(year) if use.count]
