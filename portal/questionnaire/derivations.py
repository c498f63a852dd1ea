"""Declaring derived values.

A reaction runs once for each save, because it answers to a change; a derivation may run again and again and gives
the same result, because it looks at the state only. Both write into the answers they are given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.rules import Codes, frozen

Reaction = Callable[[Answers, Changes, Any], None]
Derivation = Callable[[Answers, Any], None]


@dataclass(frozen=True)
class Step:
    """A declared reaction or derivation with what it reads, the fields it may set and the years it belongs to."""

    run: Callable[..., None]
    sets: tuple[str, ...]
    words: str
    first_year: int | None
    last_year: int | None
    reads: tuple[str, ...] = ()
    codes: Mapping[str, frozenset[int | str]] = field(default_factory=dict)
    looks_back: bool = False

    def applies_to(self, year: int) -> bool:
        """Say whether logs of this collection year are derived by this step."""
        return (self.first_year is None or year >= self.first_year) and (
            self.last_year is None or year <= self.last_year
        )


@dataclass
class Derivations:
    """All reactions and derivations of one kind of log, in the order in which they run."""

    lookups: list[Step] = field(default_factory=list)
    reactions: list[Step] = field(default_factory=list)
    derivations: list[Step] = field(default_factory=list)

    def lookup(
        self,
        *,
        reads: Sequence[str],
        sets: Sequence[str],
        codes: Codes | None = None,
        years: tuple[int | None, int | None] = (None, None),
    ) -> Callable[[Reaction], Reaction]:
        """Declare what a changed answer brings with it before anything is cleared (a postcode brings its area)."""
        return self._declare(self.lookups, reads, sets, codes, years)

    def reaction(
        self,
        *,
        reads: Sequence[str],
        sets: Sequence[str],
        codes: Codes | None = None,
        years: tuple[int | None, int | None] = (None, None),
        looks_back: bool = False,
    ) -> Callable[[Reaction], Reaction]:
        """Declare what a change does to other answers; runs once a save, after clearing.

        One that looks back undoes what followed from answers that are stored, and has nothing to do in a new log.
        """
        return self._declare(self.reactions, reads, sets, codes, years, looks_back=looks_back)

    def derivation(
        self,
        *,
        reads: Sequence[str],
        sets: Sequence[str],
        codes: Codes | None = None,
        years: tuple[int | None, int | None] = (None, None),
    ) -> Callable[[Derivation], Derivation]:
        """Declare a value that follows from the state of the answers that it reads; runs until nothing changes.

        It runs again only when one of the answers that it reads, or sets, has changed; so `reads` names all that it
        looks at, with the owner where it asks the context about the owner. `codes` are the options of them that it
        tells apart.
        """
        return self._declare(self.derivations, reads, sets, codes, years)

    def _declare(
        self,
        into: list[Step],
        reads: Sequence[str],
        sets: Sequence[str],
        codes: Codes | None,
        years: tuple[int | None, int | None],
        looks_back: bool = False,
    ) -> Callable[[Any], Any]:
        def keep(run: Any) -> Any:
            words = " ".join((run.__doc__ or "").split())
            into.append(Step(run, tuple(sets), words, years[0], years[1], tuple(reads), frozen(codes), looks_back))
            return run

        return keep
