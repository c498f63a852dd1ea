"""Keeping at hand what this save changes, for the rules that speak of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lettings.derivations.registry import DERIVATIONS
from portal.questionnaire.answers import Answers, Changes

if TYPE_CHECKING:
    from lettings.context import LettingsContext


def newly(log: Answers, changes: Changes, name: str) -> bool:
    """Say whether a field is other than stored now; unlike `changes.changed`, this sees what earlier steps did."""
    return bool(changes.previous[name] != log[name])


def drop_unless_given(log: Answers, changes: Changes, *names: str) -> None:
    """Clear what belonged to the state before, but keep what this save brings."""
    previous: dict[str, Any] = changes.previous
    for name in names:
        if log[name] is not None and previous[name] == log[name]:
            log[name] = None


@DERIVATIONS.lookup(sets=())
def note_changes(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """The rules on new organisations, new UPRNs and changed start dates ask what the stored log says."""
    ctx.changes = changes
