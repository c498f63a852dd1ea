"""Which questionnaires there are: the kinds of log register theirs, with the rules and derivations that read them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from portal.questionnaire.derivations import Derivations
from portal.questionnaire.rules import Registry


class Kind(Protocol):
    """What a kind of log says of itself here."""

    @property
    def log_type(self) -> str: ...
    @property
    def questionnaires(self) -> Path: ...
    @property
    def rules(self) -> Registry: ...
    @property
    def derivations(self) -> Derivations: ...
    def __hash__(self) -> int: ...


_KINDS: dict[str, Any] = {}


def register(kind: Kind) -> None:
    """Make the questionnaires of a kind of log known here."""
    _KINDS[kind.log_type] = kind


def kinds() -> tuple[Any, ...]:
    """Every kind, in the order in which the applications are installed."""
    return tuple(_KINDS.values())


def kind_named(log_type: str) -> Any:
    """The kind with this name; KeyError when there is none."""
    return _KINDS[log_type]
