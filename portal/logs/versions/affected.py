"""What a difference between two questionnaires can touch: so that logs that answer it alike are judged once.

Two places of a question differ when anything but their words does. What is decided by such a place, by way of
conditions and of what is worked out, is affected with it. A log's meaning then follows from few of its answers; a dry
run judges one log of those that have them in common.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.logs.kind import LogKind
from portal.logs.models import Log
from portal.logs.versions.meaning import Meaning
from portal.questionnaire.document import Group, Question, Subsection
from portal.questionnaire.expressions import Expression
from portal.questionnaire.program import Program

Place = tuple[Subsection, Group, Question]
MOST_KEPT = 50_000
NOTHING = Meaning((), (), {})


@dataclass(frozen=True)
class Affected:
    """The answers that a difference can ask for or take away, and what decides that."""

    names: frozenset[str]
    values_of: tuple[str, ...]
    """Answers whose values decide."""
    given_of: tuple[str, ...]
    """Answers of which it only counts whether they are there."""
    columns: tuple[str, ...]
    """Columns that stand for the facts around the log, where a condition asks for them."""

    def key(self, log: Log, raw: Mapping[str, Any]) -> Hashable:
        """What logs with the same meaning have in common."""
        values = [raw.get(name) for name in self.values_of]
        values += [getattr(log, name) for name in self.columns]
        values += [raw.get(name) is not None for name in self.given_of]
        return tuple(values)

    def of(self, meaning: Meaning) -> Meaning:
        """What of a meaning is due to the difference."""
        names = self.names
        return Meaning(
            tuple(name for name in meaning.to_answer if name in names),
            tuple(name for name in meaning.offered if name in names),
            {name: value for name, value in meaning.lost.items() if name in names},
        )


class Meanings:
    """The meaning of logs of one kind for one draft, each worked out once for all that answer alike."""

    def __init__(self, kind: LogKind, new: Program) -> None:
        self.kind, self.new = kind, new
        self._affected: dict[Program, Affected] = {}
        self._known: dict[tuple[Program, Hashable], Meaning] = {}

    def of_many(
        self, logs: Iterable[Log], judge: Callable[[list[Log]], Iterable[tuple[Log, Meaning]]]
    ) -> Iterator[tuple[Log, Meaning]]:
        """Each log with its meaning; `judge` is asked for the first of those that are alike."""
        keyed = [(log, self._key(log)) for log in logs]
        first: dict[tuple[Program, Hashable], Log] = {}
        for log, key in keyed:
            if key is not None and key not in self._known:
                first.setdefault(key, log)
        found = {
            key: self._affected[key[0]].of(meaning)
            for key, (_, meaning) in zip(first, judge(list(first.values())), strict=True)
        }
        for log, key in keyed:
            yield log, NOTHING if key is None else found[key] if key in found else self._known[key]
        if len(self._known) + len(found) <= MOST_KEPT:
            self._known |= found

    def _key(self, log: Log) -> tuple[Program, Hashable] | None:
        old = log.program
        affected = self._affected.get(old)
        if affected is None:
            affected = self._affected[old] = affected_by(self.kind, old, self.new)
        return (old, affected.key(log, log.raw_answers())) if affected.names else None


def affected_by(kind: LogKind, old: Program, new: Program) -> Affected:
    """What the difference can touch, followed until nothing more is reached."""
    places = [_places(old), _places(new)]
    every = {*places[0], *places[1]}
    names = {
        name
        for name in every
        if [_without_words(one) for one in places[0].get(name, ())]
        != [_without_words(one) for one in places[1].get(name, ())]
    }
    reads = {name: _reads(one for side in places for one in side.get(name, ())) for name in every}
    steps = kind.derivations
    run = [step for step in (*steps.lookups, *steps.reactions, *steps.derivations) if step.applies_to(new.year)]
    by_steps: set[str] = set()
    while True:
        reached = {name for name in every - names if reads[name] & names}
        for step in run:
            if names & {*step.reads}:
                reached |= {*step.sets} - names
                by_steps |= {*step.reads, *step.sets}
        if not reached:
            break
        names |= reached
    if not names:
        return Affected(frozenset(), (), (), ())
    setup = _setup(old) | _setup(new)
    decides = by_steps.union(*(reads.get(name, set()) for name in names | setup))
    facts = any(_facts(one) for name in names | setup for side in places for one in side.get(name, ()))
    columns = sorted({*kind.reference_columns.values(), "date"}) if facts or by_steps else []
    given = sorted((names | setup) - decides)
    return Affected(frozenset(names), tuple(sorted(decides)), tuple(given), tuple(columns))


def _places(program: Program) -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in program.questionnaire.placements():
        for name in place[2].fields:
            found.setdefault(name, []).append(place)
    return found


def _without_words(place: Place) -> tuple[Any, ...]:
    """All of a place that decides whether it is asked, whether it is open, and what it takes."""
    subsection, group, question = place
    return (
        *(_tree(one) for one in (subsection.when, subsection.shown_when, group.when)),
        (subsection.after_setup, group.ungated, question.kind, question.shown_for, question.options_from),
        *(_tree(one) for one in (question.optional, question.derived)),
        frozenset(
            (option.code, option.offered, option.inferred, _tree(option.offered_when)) for option in question.options
        ),
        (question.keep, question.always_counts, question.whole, question.step, question.max_length),
    )


def _tree(condition: Expression | bool | None) -> Any:
    return condition.tree if isinstance(condition, Expression) else condition


def _conditions(place: Place) -> Iterator[Expression]:
    subsection, group, question = place
    yield from (one for one in (subsection.when, subsection.shown_when, group.when) if one)
    yield from question.conditions


def _reads(places: Iterable[Place]) -> set[str]:
    found: set[str] = set()
    for place in places:
        found.update(*(condition.depends_on for condition in _conditions(place)))
        found.update(place[2].shown_for[:1] if place[2].shown_for else ())
    return found


def _facts(place: Place) -> bool:
    return any(condition.facts for condition in _conditions(place))


def _setup(program: Program) -> set[str]:
    """The answers of the set-up: the sections behind it wait for those that are asked."""
    return {name for question in program.questionnaire.subsections[0].questions for name in question.fields}
