"""Who wants to know what was refused, in the transaction that would have written it: upper rooms register themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.logs.kind import LogKind
    from portal.logs.record.verdicts import Recorded

Listener = Callable[["LogKind", "Sequence[Recorded]"], None]
_LISTENERS: list[Listener] = []


def on_refused(listener: Listener) -> Listener:
    """Register who is told of changes that were not written (called from `AppConfig.ready`)."""
    if listener not in _LISTENERS:
        _LISTENERS.append(listener)
    return listener


def tell_refused(kind: LogKind, results: Sequence[Recorded]) -> None:
    """Called by the write door once the others of the chunk are written."""
    if results:
        for listener in _LISTENERS:
            listener(kind, results)
