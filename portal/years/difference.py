"""The difference between two questionnaires: the shortest list of operations that makes one from the other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal.years.canonical import dumped
from portal.years.operations import (
    FIRST,
    Add,
    AddOption,
    Move,
    MoveOption,
    Operation,
    Place,
    RelabelOption,
    Remove,
    RemoveOption,
    Set,
    place_of,
)
from portal.years.tree import ROOT, Branch, Part, Tree


def difference(old: Tree, new: Tree) -> list[Operation]:
    """What has to be done to the old document to have the new one; nothing when they are equal."""
    return _Comparison(old, new).operations()


class _Comparison:
    """One comparison of two trees. Parts of the new one go by the name of the old part that they are paired with."""

    def __init__(self, old: Tree, new: Tree) -> None:
        self.old, self.new = old, new
        self.old_of = _paired(old, new)
        self.key_of = dict(self.old_of)
        taken = set(old.parts)
        for key in new.parts:
            if key not in self.old_of:
                self.key_of[key] = _free(key, taken)
                taken.add(self.key_of[key])

    def operations(self) -> list[Operation]:
        work = self.old.copy()
        found = [*self._changed_attributes()]
        found += self._places(ROOT, work)
        found += self._removals(work)
        return found

    def _changed_attributes(self) -> Iterator[Operation]:
        for part in self.new.in_order():
            if before := self.old_of.get(part.key):
                yield from _attributes(self.old[before], part)

    def _places(self, key: str, work: Tree) -> Iterator[Operation]:
        """Additions and moves, parents before what stands in them; `work` follows along."""
        part = self.new[key]
        parent = self.key_of[key]
        for slot, children in part.children.items():
            stay = self._staying(parent, slot, children)
            after: str | None = None
            for child in children:
                name = self.key_of[child]
                place = Place(parent, slot, after)
                operation: Operation | None = None
                if child not in self.old_of and name not in work:
                    operation = Add(name, place, self._branch(child))
                elif child in self.old_of and name not in stay:
                    operation = Move(name, place_of(work, name), place)
                if operation:
                    operation.apply(work)
                    yield operation
                after = name
        for children in part.children.values():
            for child in children:
                yield from self._places(child, work)

    def _staying(self, parent: str, slot: str, children: Sequence[str]) -> set[str]:
        """Of the parts that stand here before and after, the most that keep their order: nobody has to move them."""
        if parent not in self.old:
            return set()
        rank = {name: place for place, name in enumerate(self.old[parent].children.get(slot, ()))}
        kept = [self.key_of[child] for child in children if self.key_of[child] in rank and child in self.old_of]
        return {kept[place] for place in longest_rising([rank[name] for name in kept])}

    def _branch(self, key: str) -> Branch:
        """A new part with what is new in it; what is moved into it comes by itself."""
        part = self.new[key]
        children = {
            slot: tuple(self._branch(child) for child in some if child not in self.old_of)
            for slot, some in part.children.items()
        }
        return Branch(
            self.key_of[key], part.kind, dict(part.attrs), {slot: some for slot, some in children.items() if some}
        )

    def _removals(self, work: Tree) -> Iterator[Operation]:
        kept = set(self.old_of.values())
        for key, part in self.old.parts.items():
            if key not in kept and part.parent in kept:
                operation = Remove(key, place_of(work, key), work.branch(key))
                operation.apply(work)
                yield operation


def _attributes(before: Part, after: Part) -> Iterator[Operation]:
    for name in dict.fromkeys((*before.attrs, *after.attrs)):
        old, new = before.attrs.get(name), after.attrs.get(name)
        if dumped(old) == dumped(new):
            continue
        if name == "options" and isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from option_changes(before.key, old, new)
        else:
            yield Set(before.key, name, old, new)


def option_changes(key: str, old: Mapping[Any, str], new: Mapping[Any, str]) -> Iterator[Operation]:
    """What happened to options: gone, worded differently, new, moved."""
    codes = list(old)
    for code in old:
        if code not in new:
            yield RemoveOption(key, code, old[code], _before(codes, code))
            codes.remove(code)
        elif old[code] != new[code]:
            yield RelabelOption(key, code, old[code], new[code])
    rank = {code: place for place, code in enumerate(codes)}
    kept = [code for code in new if code in rank]
    stay = {kept[place] for place in longest_rising([rank[code] for code in kept])}
    after: Any = FIRST
    for code in new:
        if code not in rank:
            yield AddOption(key, code, new[code], after)
        elif code not in stay:
            yield MoveOption(key, code, _before(codes, code), after)
        after = code


def longest_rising(numbers: Sequence[int]) -> list[int]:
    """Places of the longest run of numbers that rise from left to right (others may stand between)."""
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(places[length - 1] if length else -1)
        if length == len(ends):
            ends.append(number)
            places.append(place)
        else:
            ends[length], places[length] = number, place
    found: list[int] = []
    place = places[-1] if places else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]


def _before(codes: Sequence[Any], code: Any) -> Any:
    place = codes.index(code)
    return codes[place - 1] if place else FIRST


def _paired(old: Tree, new: Tree) -> dict[str, str]:
    """New key to old key of the same part. Of several with one name, those that are alike go together first."""
    pairs = {ROOT: ROOT}
    olds, news = _by_name(old), _by_name(new)
    for name, candidates in news.items():
        left = list(olds.get(name, ()))
        waiting = list(candidates)
        for like in (_same_and_there, _same, _there, _any):
            for part in list(waiting):
                match = next((one for one in left if like(one, part, old, new)), None)
                if match:
                    pairs[part.key] = match.key
                    left.remove(match)
                    waiting.remove(part)
    return pairs


def _by_name(tree: Tree) -> dict[tuple[str, str], list[Part]]:
    found: dict[tuple[str, str], list[Part]] = {}
    for part in tree.in_order():
        found.setdefault((part.kind, part.name), []).append(part)
    return found


def _same_and_there(one: Part, other: Part, old: Tree, new: Tree) -> bool:
    return _there(one, other, old, new) and _same(one, other, old, new)


def _same(one: Part, other: Part, old: Tree, new: Tree) -> bool:
    return one.attrs == other.attrs


def _there(one: Part, other: Part, old: Tree, new: Tree) -> bool:
    if not one.parent or not other.parent:
        return one.parent == other.parent
    first, second = old[one.parent], new[other.parent]
    return one.slot == other.slot and (first.kind, first.name) == (second.kind, second.name)


def _any(one: Part, other: Part, old: Tree, new: Tree) -> bool:
    return True


def _free(key: str, taken: set[str]) -> str:
    name, count = key.split("#")[0], 1
    found = name
    while found in taken:
        count += 1
        found = f"{name}#{count}"
    return found
