"""Edits of a questionnaire as a list of operations.

A draft is its first document and the operations on it, in order; nothing is ever changed in place. So any operation
can be undone (by leaving it out), and the difference between two documents is such a list too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from portal.years.canonical import packed, unpacked
from portal.years.tree import ROOT, Branch, Tree, tidied


class EditError(ValueError):
    """An operation that the document does not allow; the message says why in the words of the page."""


@dataclass(frozen=True)
class Place:
    """Where a part stands: in what, among which, and behind which."""

    parent: str
    slot: str
    after: str | None


def place_of(tree: Tree, key: str) -> Place:
    """Where a part stands now."""
    part, siblings = tree[key], tree.siblings(key)
    before = siblings.index(key) - 1
    return Place(part.parent or ROOT, part.slot, siblings[before] if before >= 0 else None)


@dataclass(frozen=True)
class Operation:
    """One edit of one part."""

    target: str
    do: ClassVar[str] = ""

    def apply(self, tree: Tree) -> None:
        """Make the edit; raises EditError when there is nothing to make it on."""
        if self.target not in tree:
            raise EditError("What this changes is no longer there.")

    @property
    def touches(self) -> frozenset[str]:
        """What the edit changes, finely enough to tell whether two edits are about the same thing."""
        return frozenset({self.target})

    @property
    def needs(self) -> frozenset[str]:
        """The parts that must be there."""
        return frozenset({self.target})

    @property
    def makes(self) -> frozenset[str]:
        """The parts that are there only by this edit."""
        return frozenset()

    def as_json(self) -> dict[str, Any]:
        """For the database."""
        fields = self.__dataclass_fields__
        return {"do": self.do, **{name: packed(_plain(getattr(self, name)), as_pairs=True) for name in fields}}


@dataclass(frozen=True)
class Set(Operation):
    """Give one attribute of a part another value; None takes it away."""

    attr: str
    before: Any
    after: Any
    do: ClassVar[str] = "set"

    def apply(self, tree: Tree) -> None:
        super().apply(tree)
        attrs = tree[self.target].attrs
        value = tidied(self.attr, self.after)
        if value in (None, "", [], {}):
            attrs.pop(self.attr, None)
        else:
            attrs[self.attr] = value

    @property
    def touches(self) -> frozenset[str]:
        return frozenset({f"{self.target} {self.attr}"})


@dataclass(frozen=True)
class Add(Operation):
    """Put a new part in its place, with all that stands in it."""

    place: Place
    branch: Branch
    do: ClassVar[str] = "add"

    def apply(self, tree: Tree) -> None:
        if self.place.parent not in tree:
            raise EditError("The place that this goes to is no longer there.")
        for part in self.branch.parts():
            if part.key in tree:
                raise EditError(f"There is a part called {part.key} already.")
        tree.insert(self.branch, self.place.parent, self.place.slot, self.place.after)

    @property
    def needs(self) -> frozenset[str]:
        return frozenset({self.place.parent})

    @property
    def makes(self) -> frozenset[str]:
        return frozenset(part.key for part in self.branch.parts())


@dataclass(frozen=True)
class Remove(Operation):
    """Take a part out with all that stands in it."""

    place: Place
    branch: Branch
    do: ClassVar[str] = "remove"

    def apply(self, tree: Tree) -> None:
        super().apply(tree)
        tree.remove(self.target)

    @property
    def touches(self) -> frozenset[str]:
        return frozenset(part.key for part in self.branch.parts())


@dataclass(frozen=True)
class Move(Operation):
    """Take a part to another place."""

    origin: Place
    place: Place
    do: ClassVar[str] = "move"

    def apply(self, tree: Tree) -> None:
        super().apply(tree)
        if self.place.parent not in tree:
            raise EditError("The place that this moves to is no longer there.")
        if self.place.parent == self.target or any(part.key == self.target for part in tree.around(self.place.parent)):
            raise EditError("A part cannot be moved into itself.")
        tree.move(self.target, self.place.parent, self.place.slot, self.place.after)

    @property
    def touches(self) -> frozenset[str]:
        return frozenset({f"{self.target} place"})

    @property
    def needs(self) -> frozenset[str]:
        return frozenset({self.target, self.place.parent})


@dataclass(frozen=True)
class OptionEdit(Operation):
    """What is done to one option; those of a question, or of a named set."""

    code: Any

    def apply(self, tree: Tree) -> None:
        super().apply(tree)
        options = tree[self.target].attrs.get("options") or {}
        if not isinstance(options, Mapping):
            raise EditError("These options are a named set: change the set, or give the question options of its own.")
        tree[self.target].attrs["options"] = self.changed(dict(options))

    def changed(self, options: dict[Any, str]) -> dict[Any, str]:
        """The options as they are afterwards."""
        raise NotImplementedError

    def there(self, options: Mapping[Any, str]) -> None:
        if self.code not in options:
            raise EditError(f"There is no option with the code {self.code}.")

    @property
    def touches(self) -> frozenset[str]:
        return frozenset({f"{self.target} option {self.code!r}"})


@dataclass(frozen=True)
class AddOption(OptionEdit):
    """Offer one answer more."""

    label: str
    after: Any
    do: ClassVar[str] = "add option"

    def changed(self, options: dict[Any, str]) -> dict[Any, str]:
        if self.code in options:
            raise EditError(f"The code {self.code} is used by “{options[self.code]}” already.")
        return _behind(options, self.code, self.label, self.after)


@dataclass(frozen=True)
class RemoveOption(OptionEdit):
    """Take one answer out."""

    label: str
    after: Any
    do: ClassVar[str] = "remove option"

    def changed(self, options: dict[Any, str]) -> dict[Any, str]:
        self.there(options)
        return {code: label for code, label in options.items() if code != self.code}


@dataclass(frozen=True)
class RelabelOption(OptionEdit):
    """Word one answer differently."""

    before: str
    label: str
    do: ClassVar[str] = "relabel option"

    def changed(self, options: dict[Any, str]) -> dict[Any, str]:
        self.there(options)
        return {**options, self.code: self.label}


@dataclass(frozen=True)
class MoveOption(OptionEdit):
    """Put one answer elsewhere in the list."""

    before: Any
    after: Any
    do: ClassVar[str] = "move option"

    def changed(self, options: dict[Any, str]) -> dict[Any, str]:
        self.there(options)
        label = options.pop(self.code)
        return _behind(options, self.code, label, self.after)

    @property
    def touches(self) -> frozenset[str]:
        return frozenset({f"{self.target} option {self.code!r} place"})


FIRST = "(first)"
_KINDS: dict[str, type[Operation]] = {
    kind.do: kind for kind in (Set, Add, Remove, Move, AddOption, RemoveOption, RelabelOption, MoveOption)
}
_READ: dict[str, Callable[[Any], Any]] = {
    "branch": Branch.from_json,
    "place": lambda data: Place(**data),
    "origin": lambda data: Place(**data),
}


def read_operation(data: Mapping[str, Any]) -> Operation:
    """The operation that was kept."""
    values = {name: value for name, value in unpacked(dict(data)).items() if name != "do"}
    return _KINDS[data["do"]](**{name: _READ.get(name, _same)(value) for name, value in values.items()})


def folded(tree: Tree, operations: Iterable[Operation]) -> Tree:
    """The document after these operations; the tree given stays as it is."""
    result = tree.copy()
    for operation in operations:
        operation.apply(result)
    return result


def stands_on(operation: Operation, later: Sequence[Operation]) -> Operation | None:
    """The first later operation that changes the same again, or changes what this one made; None when none does."""
    for other in later:
        same = operation.touches & other.touches
        made = operation.makes & (other.needs | {key.split(" ")[0] for key in other.touches})
        inside = isinstance(operation, Remove) and other.makes & {part.key for part in operation.branch.parts()}
        gone = isinstance(other, Remove) and other.touches & {key.split(" ")[0] for key in operation.touches}
        if same or made or inside or gone:
            return other
    return None


def meets(mine: Operation, theirs: Iterable[Operation]) -> Operation | None:
    """The operation of somebody else that is about the same thing as mine, or took it away."""
    for other in theirs:
        if mine.touches & other.touches:
            return other
        if isinstance(other, Remove) and other.touches & mine.needs:
            return other
        if isinstance(mine, Remove) and mine.touches & {key.split(" ")[0] for key in other.touches}:
            return other
    return None


def _behind(options: dict[Any, str], code: Any, label: str, after: Any) -> dict[Any, str]:
    if after == FIRST and FIRST not in options:
        return {code: label, **options}
    found: dict[Any, str] = {}
    for other, text in options.items():
        found[other] = text
        if other == after and type(other) is type(after):
            found[code] = label
    found.setdefault(code, label)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Branch):
        return value.as_json()
    return vars(value) if isinstance(value, Place) else value


def _same(value: Any) -> Any:
    return value
