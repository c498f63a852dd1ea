"""Answers as the engine sees them: a mapping in which an unanswered question reads as None."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

type_of_value = int | str | Decimal | date | bool
Value = type_of_value | None


class Answers(dict[str, Any]):
    """Typed answers of one log; reading a question that has none gives None, so that rules stay short."""

    __slots__ = ()

    def __missing__(self, key: str) -> None:
        return None


def is_blank(value: Any) -> bool:
    """Say whether a value counts as no answer: nothing, or text of white space only (0 and False are answers)."""
    return value is None or (type(value) is str and (not value or value.isspace()))


class Changes:
    """What differs between the answers as stored and the answers now put in.

    Some values react to a change rather than to a state (a bedsit that becomes a flat loses its one bedroom),
    so derivations ask here what a field was before.
    """

    __slots__ = ("current", "previous")

    def __init__(self, previous: Mapping[str, Any], current: Mapping[str, Any]) -> None:
        self.previous = previous if isinstance(previous, Answers) else Answers(previous)
        self.current = current

    @property
    def fields(self) -> frozenset[str]:
        """Every field that differs."""
        previous, current = self.previous.get, self.current.get
        return frozenset([name for name in {*self.previous, *self.current} if previous(name) != current(name)])

    def changed(self, *names: str) -> bool:
        """Say whether any of these fields differs from what was stored."""
        previous, current = self.previous.get, self.current.get
        for name in names:  # noqa: SIM110 - called often, a generator costs more than the answer
            if previous(name) != current(name):
                return True
        return False

    def was(self, name: str) -> Any:
        """Return what the field held before, None when it held nothing."""
        return self.previous.get(name)
