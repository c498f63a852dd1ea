"""What follows from the answers: what a change does to other answers, then derive and clear until nothing changes.

All derivations run once, in order. After that one runs again only when an answer that it reads or sets was changed
behind it: by a later derivation, or because its question is not asked any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import compress
from operator import is_not, itemgetter
from typing import TYPE_CHECKING, Any

from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.derivations import Derivations, Step

if TYPE_CHECKING:
    from portal.questionnaire.routing import Context, Routing

_ROUNDS = 6
_NEITHER = "", ""  # no field has this name; two of them, so that one field alone is read as a tuple too


class DerivationSteps:
    """The steps of a year with what makes each derivation run again."""

    def __init__(self, declared: Derivations, year: int, heeded: AbstractSet[str] | None = None) -> None:
        """`heeded` are the answers on which it depends what is asked; all, unless they are given."""

        def of_year(steps: Iterable[Step]) -> list[Step]:
            return [step for step in steps if step.applies_to(year)]

        lookups, reactions, self.steps = map(of_year, (declared.lookups, declared.reactions, declared.derivations))
        self.declared = (*lookups, *reactions, *self.steps)
        self.derived_fields = frozenset(name for step in (*lookups, *reactions, *self.steps) for name in step.sets)
        self.fields = frozenset(name for step in self.steps for name in (*step.reads, *step.sets))
        self.lookups = tuple(step.run for step in lookups)
        self.derivations = tuple(step.run for step in self.steps)
        readers: dict[str, set[int]] = {}
        setters: dict[str, set[int]] = {}
        for number, step in enumerate(self.steps):
            for name in step.reads:
                readers.setdefault(name, set()).add(number)
            for name in step.sets:
                setters.setdefault(name, set()).add(number)
        self._readers: Mapping[str, frozenset[int]] = {name: frozenset(steps) for name, steps in readers.items()}
        self._lookers: Mapping[str, frozenset[int]] = {
            name: frozenset(readers.get(name, set()) | setters.get(name, set())) for name in {*readers, *setters}
        }
        # After all ran in order, only those before the last that sets a field may have read it too early.
        self._too_early: Mapping[str, frozenset[int]] = {
            name: early
            for name, steps in setters.items()
            if (early := frozenset([number for number in readers.get(name, ()) if number < max(steps)]))
        }
        self.looking_back = tuple(step for step in reactions if step.looks_back)
        self._reacting = _Reactions(reactions)
        self._reacting_in_new_logs = _Reactions(step for step in reactions if not step.looks_back)
        self._deriving = _Fields(name for name in setters if heeded is None or name in heeded | self._too_early.keys())

    def react(self, answers: Answers, changes: Changes, context: Context) -> list[str]:
        """What the change does to other answers; the names of those."""
        reactions = self._reacting if changes.previous else self._reacting_in_new_logs
        before = reactions.fields.read(answers)
        for react in reactions.run:
            react(answers, changes, context)
        return reactions.fields.differing(before, answers)

    def derive(self, answers: Answers, context: Context) -> tuple[list[str], frozenset[int]]:
        """All derivations in order; the answers that they changed, and who read one of these too early."""
        before = self._deriving.read(answers)
        for derive in self.derivations:
            derive(answers, context)
        changed = self._deriving.differing(before, answers)
        return changed, frozenset().union(*[early for name in changed if (early := self._too_early.get(name))])

    def derive_again(
        self, numbers: Iterable[int], answers: Answers, context: Context, spared: set[str]
    ) -> tuple[list[str], frozenset[int]]:
        """The same for some of them, and for those after them that read or set what they change.

        Keeps up `spared`, the answers that derivations have given.
        """
        changed: list[str] = []
        again: set[int] = set()
        pending = set(numbers)
        for number, step in enumerate(self.steps):
            if number not in pending:
                continue
            before = [answers[name] for name in step.sets]
            step.run(answers, context)
            spared.difference_update(step.sets)
            for name, was in zip(step.sets, before, strict=True):
                if answers[name] != was:
                    changed.append(name)
                    spared.add(name)
                    pending.update(self._lookers[name])
                    again.update([reader for reader in self._readers.get(name, ()) if reader < number])
        return changed, frozenset(again)

    def lookers(self, changed: Iterable[str]) -> frozenset[int]:
        """Numbers of the derivations that read or set one of these."""
        return frozenset().union(*[steps for name in changed if (steps := self._lookers.get(name))])


class _Fields:
    """Some answers, read all at once."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = (*_NEITHER, *dict.fromkeys(names))
        self.read: Callable[[Answers], tuple[Any, ...]] = itemgetter(*self._names)

    def differing(self, before: tuple[Any, ...], answers: Answers) -> list[str]:
        """Those that were given a value since they were read, though it may be the same again."""
        return list(compress(self._names, map(is_not, before, self.read(answers))))  # no step of Python for each


class _Reactions:
    """Some reactions with the answers that they set."""

    def __init__(self, steps: Iterable[Step]) -> None:
        reactions = tuple(steps)
        self.run = tuple(step.run for step in reactions)
        self.fields = _Fields(name for step in reactions for name in step.sets)


def derive_until_stable(routing: Routing, changes: Changes, cleared: dict[str, Any]) -> None:
    """Steps 4 and 5: react once, then derive and clear until stable; derivations look at state, so a few rounds do.

    What is derived although its question is not asked (the void date of a renewal) stays.
    """
    answers, context, steps = routing.answers, routing.context, routing.program.steps
    reacted = steps.react(answers, changes, context)
    derived, again = steps.derive(answers, context)
    routing.look_again([*reacted, *derived])
    spared = set(derived)
    for _ in range(_ROUNDS):
        gone = routing.clear_unasked(spared)
        for name, value in gone.items():
            cleared.setdefault(name, value)
        again |= steps.lookers(gone)
        if not again:
            return
        derived, again = steps.derive_again(again, answers, context, spared)
        routing.look_again(derived)
