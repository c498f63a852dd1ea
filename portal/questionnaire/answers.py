"""Answers as the engine sees them: a mapping in which an unanswered question reads as None."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
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
    so derivations ask here what a field was before, and whether the caller sent it.
    """

    __slots__ = ("_sent", "current", "messages", "previous")

    def __init__(
        self, previous: Mapping[str, Any], current: Mapping[str, Any], sent: AbstractSet[str] | None = None
    ) -> None:
        """`sent` names the answers that the caller sent; where it does not tell, those that differ count as sent."""
        self.previous = previous if isinstance(previous, Answers) else Answers(previous)
        self.current = current
        self._sent = sent
        self.messages: list[str] = []

    def tell(self, text: str) -> None:
        """Say what a step did to an answer that somebody gave, so that nobody finds it changed behind their back."""
        self.messages.append(text)

    def is_given(self, name: str) -> bool:
        """Say whether the caller gave an answer in this save, be it the same as was stored."""
        value = self.current.get(name)
        if value is None:
            return False
        return name in self._sent if self._sent is not None else self.previous.get(name) != value

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
