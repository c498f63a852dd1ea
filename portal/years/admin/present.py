"""Differences, edits and drafts as pages show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from portal.years.effects import Effect
from portal.years.words import Sentence

COLOURS = {Effect.WORDS: "grey", Effect.ADDITIVE: "blue", Effect.ASKS_AGAIN: "yellow", Effect.BREAKING: "red"}


@dataclass(frozen=True)
class Change:
    """One sentence with the tag of what it means."""

    sentence: Sentence
    colour: str


@dataclass(frozen=True)
class ChangedSection:
    """The changes of one section under their kinds."""

    title: str
    kinds: tuple[tuple[str, tuple[Change, ...]], ...]


def by_section(sentences: Sequence[Sentence]) -> list[ChangedSection]:
    """Sentences under their sections, in the order in which sections come first, and under kinds of change."""
    order = {section: place for place, section in enumerate(dict.fromkeys(one.section for one in sentences))}
    ranked = sorted(sentences, key=lambda one: (order[one.section], one.change))
    return [
        ChangedSection(
            section,
            tuple(
                (kind, tuple(Change(one, COLOURS[one.effect]) for one in same))
                for kind, same in groupby(some, key=lambda one: one.change)
            ),
        )
        for section, some in groupby(ranked, key=lambda one: one.section)
    ]


def counted(sentences: Sequence[Sentence]) -> list[tuple[str, int, str]]:
    """How many changes of each effect, strongest first, and what that means."""
    numbers = Counter(one.effect for one in sentences)
    return [(effect.title, numbers[effect], effect.meaning) for effect in sorted(numbers, reverse=True)]
