"""What a check looks at, and what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from portal.questionnaire.derivations import Derivations, Step
from portal.questionnaire.rules import Registry, Rule
from portal.years.conditions import PERSON
from portal.years.labels import Labels
from portal.years.tree import ROOT, Part, Tree


class Level(StrEnum):
    """An error stops the publication; a warning is acknowledged with a reason."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: where, what, and how it is put right."""

    code: str
    level: Level
    target: str
    text: str
    remedy: str

    @property
    def identity(self) -> str:
        """By which a reason given for a warning is found again."""
        return f"{self.code} {self.target} {self.text}"


@dataclass(frozen=True)
class Readiness:
    """What a year needs outside its questionnaire."""

    window: bool = True
    areas: bool = True
    ranges: bool = True


@dataclass(frozen=True)
class Scene:
    """One document with all that it is held against."""

    tree: Tree
    rules: Registry = field(default_factory=Registry)
    derivations: Derivations = field(default_factory=Derivations)
    base: Tree | None = None
    others: Mapping[str, Tree] = field(default_factory=dict)
    readiness: Readiness = Readiness()

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.tree)

    @property
    def year(self) -> int:
        return int(self.tree[ROOT].attrs.get("year") or 0)

    @cached_property
    def same_year(self) -> bool:
        """Whether the document is another version of the year it was made from."""
        return self.base is not None and self.base[ROOT].attrs.get("year") == self.year

    @cached_property
    def ids_before(self) -> frozenset[str]:
        """The questions of the document that this one was made from."""
        return frozenset(part.name for part in self.base.of_kind("question")) if self.base else frozenset()

    @cached_property
    def questions(self) -> tuple[Part, ...]:
        return tuple(self.tree.of_kind("question"))

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each part stands, counted from the top."""
        return {part.key: place for place, part in enumerate(self.tree.in_order())}

    @cached_property
    def places(self) -> dict[str, list[Part]]:
        """Answer to the questions that fill it."""
        found: dict[str, list[Part]] = {}
        for part in self.questions:
            for name in self.answers_of(part):
                found.setdefault(name, []).append(part)
        return found

    @cached_property
    def first_place(self) -> dict[str, int]:
        """Answer to where it can be given first."""
        return {name: self.position[parts[0].key] for name, parts in self.places.items()}

    @cached_property
    def places_of_id(self) -> Counter[str]:
        """How often each question stands in the document."""
        return Counter(part.name for part in self.questions)

    def answers_of(self, part: Part) -> tuple[str, ...]:
        """The answers that a question fills, one for each person in a block."""
        names: tuple[str, ...] = (part.name,)
        if part.attrs.get("kind") == "checkboxes":
            names = tuple(str(code) for code in self.labels.options(part))
        persons = self.tree.enclosing(part.key, "persons")
        if persons is None:
            return names
        return tuple(name.replace(PERSON, str(one)) for name in names for one in self.persons(persons)) + names

    @staticmethod
    def persons(block: Part) -> range:
        """The persons for whom a block is repeated."""
        repeat = block.attrs.get("repeat") or {}
        first, last = repeat.get("from"), repeat.get("to")
        return range(first, last + 1) if type(first) is int and type(last) is int else range(0)

    @cached_property
    def confirmations(self) -> frozenset[str]:
        return frozenset(part.name for part in self.tree.of_kind("warning"))

    @cached_property
    def stored(self) -> frozenset[str]:
        return frozenset(part.name for part in self.tree.of_kind("stored value"))

    @cached_property
    def known(self) -> frozenset[str]:
        """Every answer that something in the document fills."""
        return frozenset(self.first_place) | self.stored | self.confirmations

    @cached_property
    def worked_out(self) -> frozenset[str]:
        """Answers that also come from elsewhere than the person's own."""
        return self.stored | frozenset(name for step in self.steps for name in step.sets)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        every: Sequence[Step] = (
            *self.derivations.lookups,
            *self.derivations.reactions,
            *self.derivations.derivations,
        )
        return tuple(step for step in every if step.applies_to(self.year))

    @cached_property
    def rules_of_year(self) -> tuple[Rule, ...]:
        return self.rules.for_year(self.year)

    def said(self, part: Part) -> str:
        """The part as it is called at the start of a sentence."""
        text = self.labels.part(part)
        return text[:1].upper() + text[1:]

    def conditions(self) -> Iterator[tuple[Part, str, str]]:
        """Every condition with the part it stands at and the attribute it is in."""
        for part in self.tree.in_order():
            for attr in ("when", "shown_when", "optional", "derived", "hidden_in_check_answers"):
                if isinstance(part.attrs.get(attr), str):
                    yield part, attr, part.attrs[attr]
            for text in (part.attrs.get("offered_when") or {}).values():
                yield part, "offered_when", str(text)
            for attr in ("shown_as", "also_show", "suffix"):
                for one in part.attrs.get(attr) or () if isinstance(part.attrs.get(attr), list) else ():
                    if isinstance(one, Mapping) and isinstance(one.get("when"), str):
                        yield part, attr, one["when"]


def error(code: str, part: Part | str, text: str, remedy: str) -> Finding:
    return Finding(code, Level.ERROR, part if isinstance(part, str) else part.key, text, remedy)


def warning(code: str, part: Part | str, text: str, remedy: str) -> Finding:
    return Finding(code, Level.WARNING, part if isinstance(part, str) else part.key, text, remedy)
