"""What becomes of the answers of the year before: the mapping of two years, in words, to be confirmed by a person.

Only what changed its id, its type or its codes is listed; all other answers go along by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.questionnaire.document import Kind
from portal.years.canonical import checksum
from portal.years.checks import Finding, Level
from portal.years.checks.years import alike, same_type
from portal.years.labels import Labels
from portal.years.operations import Operation, Set
from portal.years.tree import ROOT, Part, Tree

ATTRIBUTE = "carried_from"
CONFIRMED = "Confirmed as the mapping of the two years"
_CHOICES = (Kind.RADIO.value, Kind.SELECT.value, Kind.CHECKBOXES.value)


@dataclass(frozen=True)
class Row:
    """One question of the year before whose answers do not simply go along."""

    question: Part
    targets: tuple[Part, ...]
    text: str
    """What changed and what becomes of its answers, in words."""

    @property
    def finding(self) -> Finding:
        """What stands in the way until somebody has confirmed exactly this."""
        return Finding(
            "mapping",
            Level.ERROR,
            ROOT,
            self.text,
            "Say what becomes of these answers and confirm it, on “Answers of the year before”.",
        )


def mapping_of(base: Tree, tree: Tree) -> list[Row]:
    """The questions of the year before that changed what their answers are, in their order."""
    return list(_Comparison(base, tree).rows())


def seen(rows: Iterable[Row]) -> str:
    """What a person was shown, so that nothing is confirmed that changed meanwhile."""
    return checksum("\n".join(row.finding.identity for row in rows))


class _Comparison:
    def __init__(self, base: Tree, tree: Tree) -> None:
        self.base, self.tree = Labels(base), Labels(tree)
        self.there = by_id(tree)
        self.before = by_id(base)

    def rows(self) -> Iterator[Row]:
        for name, places in self.before.items():
            targets = targets_of(self.tree.tree, name)
            changed = self._changed(name, places)
            if changed or targets:
                part = places[0]
                text = f"{_capital(self.base.part(part))} {changed or 'has a mapping'}. {self._becomes(part, targets)}"
                yield Row(part, targets, text)

    def _changed(self, name: str, places: list[Part]) -> str:
        there = self.there.get(name)
        if not there:
            return "is no longer asked"
        was, now = str(places[0].attrs.get("kind")), str(there[0].attrs.get("kind"))
        if not same_type(was, now):
            return f"is answered by {now}, and was by {was}"
        options, after = options_of(self.base, places), options_of(self.tree, there)
        gone = [str(label) for code, label in options.items() if code not in after]
        other = [
            f"{code} was “{label}” and is “{after[code]}”"
            for code, label in options.items()
            if code in after and not alike(str(label), str(after[code]))
        ]
        reasons = [f"no longer has {_listed(gone)}"] if gone else []
        reasons += [f"has other meanings of its codes: {'; '.join(other)}"] if other else []
        return " and ".join(reasons)

    def _becomes(self, part: Part, targets: tuple[Part, ...]) -> str:
        stays = self.there.get(part.name)
        if targets:
            return " ".join(self._by_mapping(part, target) for target in targets)
        if not stays or not same_type(str(part.attrs.get("kind")), str(stays[0].attrs.get("kind"))):
            return "Its answers are kept with the log, but not taken along."
        after = options_of(self.tree, stays)
        lost = [
            str(label) for code, label in options_of(self.base, self.before[part.name]).items() if code not in after
        ]
        rest = "The other answers stay" if lost else "Its answers stay"
        return f"{_listed(lost)} {'is' if len(lost) == 1 else 'are'} not taken along. {rest}." if lost else f"{rest}."

    def _by_mapping(self, part: Part, target: Part) -> str:
        said = f"Its answers become those of {self.tree.part(target)}"
        codes = codes_of(target)
        before, after = options_of(self.base, self.before[part.name]), options_of(self.tree, self.there[target.name])
        if not before or not after:
            return f"{said}."
        reasons = [
            f"“{label}” becomes “{after[becomes]}”" if becomes in after else f"“{label}” is not taken along"
            for code, label in before.items()
            for becomes in (codes.get(code, code),)
        ]
        return f"{said}: {'; '.join(reasons)}."


def by_id(tree: Tree) -> dict[str, list[Part]]:
    """Question to its places, in order."""
    found: dict[str, list[Part]] = {}
    for part in tree.of_kind("question"):
        found.setdefault(part.name, []).append(part)
    return found


def options_of(labels: Labels, places: Iterable[Part]) -> dict[Any, str]:
    """The options in all places of a question together."""
    found: dict[Any, str] = {}
    for part in places:
        if part.attrs.get("kind") in _CHOICES:
            for code, label in labels.options(part).items():
                found.setdefault(code, label)
    return found


def targets_of(tree: Tree, name: str) -> tuple[Part, ...]:
    """The questions that take answers of this one of the year before."""
    found: dict[str, Part] = {}
    for part in tree.of_kind("question"):
        if isinstance(given := part.attrs.get(ATTRIBUTE), Mapping) and given.get("question") == name:
            found.setdefault(part.name, part)
    return tuple(found.values())


def codes_of(target: Part) -> Mapping[Any, Any]:
    """What the codes of the year before become; one that is not named stays itself."""
    codes: Mapping[Any, Any] = target.attrs[ATTRIBUTE].get("codes") or {}
    return codes


def mapped(tree: Tree, name: str, target: Part | None, codes: Mapping[Any, Any]) -> list[Operation]:
    """The edits that send the answers of a question of the year before to this one, and to no other."""
    value: dict[str, Any] | None = None
    if target is not None:
        value = {"question": name}
        if changed := {code: becomes for code, becomes in codes.items() if becomes != code}:
            value["codes"] = changed
    found: list[Operation] = [
        Set(part.key, ATTRIBUTE, part.attrs[ATTRIBUTE], None)
        for part in targets_of(tree, name)
        if target is None or part.key != target.key
    ]
    if target is not None and target.attrs.get(ATTRIBUTE) != value:
        found.append(Set(target.key, ATTRIBUTE, target.attrs.get(ATTRIBUTE), value))
    return found


def without_mapping(tree: Tree) -> list[Operation]:
    """The edits that take the mapping out of a copy: it spoke of the year that the copied one followed."""
    return [
        Set(part.key, ATTRIBUTE, part.attrs[ATTRIBUTE], None)
        for part in tree.of_kind("question")
        if ATTRIBUTE in part.attrs
    ]


def _listed(words: list[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}" if quoted else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
