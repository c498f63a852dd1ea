"""What follows from the answers: what a change does to other answers, then derive and clear until nothing changes.

All derivations run once, in order. After that one runs again only when an answer that it reads or sets was changed
behind it: by a later derivation, or because its question is not asked any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress
from operator import is_not, itemgetter
from typing import TYPE_CHECKING, Any

from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.derivations import Derivations, Step

if TYPE_CHECKING:
    from portal.questionnaire.routing import Routing

_ROUNDS = 6
_NEITHER = "", ""  # no field has this name; two of them, so that one field alone is read as a tuple too


class Following:
    """The steps of a year with what makes each derivation run again."""

    def __init__(self, declared: Derivations, year: int) -> None:
        def of_year(steps: Iterable[Step]) -> list[Step]:
            return [step for step in steps if step.applies_to(year)]

        lookups, reactions, self.steps = map(of_year, (declared.lookups, declared.reactions, declared.derivations))
        self.derived_fields = frozenset(name for step in (*lookups, *reactions, *self.steps) for name in step.sets)
        self.lookups = tuple(step.run for step in lookups)
        self.reactions = tuple(step.run for step in reactions)
        self.derivations = tuple(step.run for step in self.steps)
        self._set_by_all = tuple(dict.fromkeys([name for step in (*reactions, *self.steps) for name in step.sets]))
        self._read_all = itemgetter(*_NEITHER, *self._set_by_all)
        looking: dict[str, set[int]] = {}
        last_setter: dict[str, int] = {}
        for number, step in enumerate(self.steps):
            last_setter.update(dict.fromkeys(step.sets, number))
            for name in (*step.reads, *step.sets):
                looking.setdefault(name, set()).add(number)
        self._looking: Mapping[str, frozenset[int]] = {name: frozenset(steps) for name, steps in looking.items()}
        # After all ran in order, only those before the last that sets a field may have seen it too early.
        self._too_early: Mapping[str, frozenset[int]] = {
            name: early
            for name, last in last_setter.items()
            if (early := frozenset([number for number in looking[name] if number < last]))
        }

    def run_all(self, answers: Answers, changes: Changes, context: Any) -> list[str]:
        """Reactions, then all derivations; the names of the answers that they changed."""
        before = self._read_all(answers)
        for react in self.reactions:
            react(answers, changes, context)
        for derive in self.derivations:
            derive(answers, context)
        return _differing(self._set_by_all, before[2:], self._read_all(answers)[2:])

    def run(self, numbers: Iterable[int], answers: Answers, context: Any) -> list[str]:
        """These derivations, in order; the names of the answers that they changed."""
        steps = [self.steps[number] for number in sorted(numbers)]
        names = [name for step in steps for name in step.sets]
        before = [answers[name] for name in names]
        for step in steps:
            step.run(answers, context)
        return _differing(names, before, [answers[name] for name in names])

    def again_after_all(self, changed: Iterable[str]) -> frozenset[int]:
        """Numbers of the derivations that looked at one of these too early when all ran in order."""
        return frozenset().union(*[early for name in changed if (early := self._too_early.get(name))])

    def again_after(self, changed: Iterable[str]) -> frozenset[int]:
        """Numbers of the derivations that look at one of these."""
        return frozenset().union(*[steps for name in changed if (steps := self._looking.get(name))])


def _differing(names: Sequence[str], before: Sequence[Any], now: Sequence[Any]) -> list[str]:
    # Nearly all are the very same value, so those are passed over without a step of Python for each.
    others = compress(zip(names, before, now, strict=True), map(is_not, before, now))
    return [name for name, was, value in others if was != value]


def settle(routing: Routing, changes: Changes, context: Any, cleared: dict[str, Any]) -> None:
    """Steps 4 and 5: react once, then derive and clear until stable; derivations look at state, so a few rounds do.

    What is derived although its question is not asked (the void date of a renewal) is cleared and derived again; a
    round that only brings back what the one before cleared is the last.
    """
    answers, following = routing.answers, routing.program.following
    changed = following.run_all(answers, changes, context)
    again = following.again_after_all(changed)
    for _ in range(_ROUNDS):
        routing.look_again(changed)
        gone = routing.sweep() if changed else {}
        for name, value in gone.items():
            cleared.setdefault(name, value)
        again |= following.again_after(gone)
        if not again:
            return
        brought = following.run(again, answers, context)
        changed = [name for name in brought if name not in gone or answers[name] != gone[name]]
        if not changed:
            routing.look_again(brought)
            return
        again, changed = following.again_after(changed), brought
    routing.look_again(changed)
