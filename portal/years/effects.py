"""What a change means for logs that people are working on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import IntEnum
from typing import Any

from portal.years.operations import (
    Add,
    AddOption,
    Move,
    MoveOption,
    Operation,
    RelabelOption,
    Remove,
    RemoveOption,
    Set,
)
from portal.years.tree import Branch, Part, Tree, name_of


class Effect(IntEnum):
    """From harmless to forbidden within a year."""

    WORDS = 1
    ADDITIVE = 2
    ASKS_AGAIN = 3
    BREAKING = 4

    @property
    def title(self) -> str:
        """What it is called on the page."""
        return _TITLES[self]

    @property
    def meaning(self) -> str:
        """What it does to logs."""
        return _MEANINGS[self]


_TITLES = {
    Effect.WORDS: "Words only",
    Effect.ADDITIVE: "Adds something",
    Effect.ASKS_AGAIN: "Asks again",
    Effect.BREAKING: "Breaking",
}
_MEANINGS = {
    Effect.WORDS: "Every open log shows it at once. Nothing has to be answered again.",
    Effect.ADDITIVE: "Open logs offer it. Completed logs stay completed.",
    Effect.ASKS_AGAIN: (
        "Logs in progress show what is new. Completed logs stay completed until somebody changes them. Answers that are "
        "no longer asked are kept with the log and come back with their question."
    ),
    Effect.BREAKING: "Answers given so far would mean something else. This can be done for a new year only.",
}
_MEANS_ANOTHER_ANSWER = frozenset({"id", "kind", "whole", "type", "log_type", "date_field", "options_from"})
_DECIDES = frozenset(
    {
        "when",
        "shown_when",
        "shown_for",
        "offered_when",
        "hidden_options",
        "inferred_options",
        "derived",
        "keep",
        "always_counts",
        "ungated",
        "after_setup",
        "repeat",
        "person",
        "setup_ignores",
        "rule",
    }
)
_SET = "option set"
_WORDS = frozenset({"guidance", "rule text", "warning text", _SET})


Sets = Mapping[str, Any]
"""Options by the name that questions share them under."""


def sets_after(old: Tree, operations: Iterable[Operation]) -> Sets:
    """The named options of the document that these operations make."""
    work = old.copy()
    for operation in operations:
        operation.apply(work)
    return _sets_of(work)


def _sets_of(tree: Tree) -> Sets:
    return {part.name: part.attrs.get("options") for part in tree.of_kind(_SET)}


def effect_of(operation: Operation, tree: Tree, becoming: Sets) -> Effect:
    """What one operation on this document means for open logs; `becoming` are the named options it will have."""
    if isinstance(operation, Set):
        if _only_names(operation, tree, becoming):
            return Effect.WORDS
        return _of_value(operation, tree[operation.target])
    if isinstance(operation, Add):
        return _of_new(operation.branch)
    if isinstance(operation, Remove):
        return _of_lost(operation.branch)
    if isinstance(operation, AddOption):
        return Effect.ADDITIVE
    if isinstance(operation, RemoveOption):
        return Effect.BREAKING
    if isinstance(operation, RelabelOption | MoveOption | Move):
        return Effect.WORDS
    raise TypeError(operation.do)


def effect_of_all(old: Tree, operations: Iterable[Operation]) -> Effect | None:
    """The strongest effect of a list of changes; None when nothing changes."""
    operations = list(operations)
    work, found, becoming = old.copy(), [], sets_after(old, operations)
    for operation in operations:
        found.append(effect_of(operation, work, becoming))
        operation.apply(work)
    return max(found, default=None)


def noticed(old: Tree, operations: Sequence[Operation]) -> list[bool]:
    """For each change, whether anybody could notice it: not that options only get a name of their own, or lose it.

    A set of options that comes or goes is noticed where a question is given other options with it.
    """
    work, becoming = old.copy(), sets_after(old, operations)
    found: list[bool] = []
    for operation in operations:
        found.append(not _is_of_set(operation) and not _only_names(operation, work, becoming))
        operation.apply(work)
    names = {name for one, seen in zip(operations, found, strict=True) if seen for name in _sets_named(one)}
    return [
        seen or (isinstance(one, Add | Remove) and _is_of_set(one) and name_of(_SET, one.branch.attrs) in names)
        for one, seen in zip(operations, found, strict=True)
    ]


def _is_of_set(operation: Operation) -> bool:
    if isinstance(operation, Add | Remove):
        return operation.branch.kind == _SET
    return isinstance(operation, Move) and operation.target.startswith(f"{_SET}:")


def _sets_named(operation: Operation) -> Iterator[str]:
    """The sets of options that a change speaks of."""
    if isinstance(operation, Set) and operation.attr == "options":
        yield from (value for value in (operation.before, operation.after) if isinstance(value, str))
    elif isinstance(operation, Add | Remove):
        values = (part.attrs.get("options") for part in operation.branch.parts())
        yield from (value for value in values if isinstance(value, str))


def _only_names(operation: Operation, tree: Tree, becoming: Sets) -> bool:
    """Options that are only named, or no longer: people choose from the same."""
    if not isinstance(operation, Set) or operation.attr != "options":
        return False
    sets, before, after = _sets_of(tree), operation.before, operation.after
    was = sets.get(before) if isinstance(before, str) else before
    becomes = becoming.get(after) if isinstance(after, str) else after
    return was is not None and was == becomes


def _of_value(operation: Set, part: Part) -> Effect:
    attr, before, after = operation.attr, operation.before, operation.after
    if attr in _MEANS_ANOTHER_ANSWER:
        return Effect.BREAKING
    if attr == "options":
        return Effect.ASKS_AGAIN if part.attrs.get("kind") == "select" else Effect.BREAKING
    if attr in _DECIDES or (part.kind == "warning" and attr == "confirm"):
        return Effect.ASKS_AGAIN
    if attr == "optional":
        return Effect.ADDITIVE if after is True else Effect.ASKS_AGAIN
    if attr in ("min", "max", "max_length"):
        return Effect.ADDITIVE if _wider(attr, before, after) else Effect.ASKS_AGAIN
    if attr == "step":
        return Effect.ADDITIVE if after is None else Effect.ASKS_AGAIN
    return Effect.WORDS


def _wider(attr: str, before: Any, after: Any) -> bool:
    if after is None:
        return True
    if before is None:
        return False
    low = Decimal(str(after)) <= Decimal(str(before))
    return low if attr == "min" else Decimal(str(after)) >= Decimal(str(before))


def _of_new(branch: Branch) -> Effect:
    if branch.kind in _WORDS:
        return Effect.WORDS
    parts = list(branch.parts())
    if any(part.kind == "warning" for part in parts):
        return Effect.ASKS_AGAIN
    questions = [part for part in parts if part.kind == "question"]
    must = any(part.attrs.get("optional") is not True and not part.attrs.get("derived") for part in questions)
    return Effect.ASKS_AGAIN if must else Effect.ADDITIVE


def _of_lost(branch: Branch) -> Effect:
    if branch.kind == "stored value":
        return Effect.BREAKING
    if any(part.kind in ("question", "warning") for part in branch.parts()):
        return Effect.ASKS_AGAIN
    return Effect.WORDS
