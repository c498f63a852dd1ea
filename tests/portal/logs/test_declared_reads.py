"""Rules and derivations declare every answer that they read and every option that they tell apart.

They are run over the executed cases of each kind and over variations of these, with answers that record who reads
them: what is read must be declared, so that a new questionnaire can be held against the declarations before it is
published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from random import Random
from typing import Any

import pytest

from portal.logs.kind import LogKind
from portal.logs.kinds import kind_named
from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.derivations import Step
from portal.questionnaire.document import Kind
from portal.questionnaire.rules import Rule
from tests.portal.logs.recorded_reads import Record, RecordingAnswers
from tests.reference_cases.paths import RANGES, cases
from tests.reference_cases.run import judged_in

KINDS = ("lettings", "sales")
ENOUGH = 500
NUMBERS = (0, 1, 2, 3, 8, 15, 16, 17, 40, 66, 90, 600)
Codes = Mapping[str, frozenset[int | str]]


@dataclass(frozen=True)
class Sample:
    """Answers in which rules find something, with what lies around them."""

    year: int
    answers: Answers
    context: Any
    facts: Mapping[str, Any]


class Samples:
    """Answers of one kind in great variety."""

    def __init__(self, kind: LogKind) -> None:
        self.kind = kind
        self.options: dict[str, set[Any]] = {}
        numbers: set[str] = set()
        for year in kind.years:
            for question in kind.program(year).questionnaire.questions:
                if question.kind in (Kind.RADIO, Kind.SELECT) and question.options:
                    self.options.setdefault(question.id, {None}).update(question.codes)
                elif question.kind is Kind.NUMBER and question.whole:
                    numbers.add(question.id)
                elif question.kind is Kind.CHECKBOXES:
                    numbers.update(question.fields)
        self.choices = frozenset(self.options)
        self.all = [*self._made(Random(1), sorted(numbers))]
        Random(2).shuffle(self.all)

    def _made(self, draw: Random, numbers: list[str]) -> Iterator[Sample]:
        """Each executed case as it is, and with other codes and numbers here and there."""
        codes = {name: sorted(of_name, key=repr) for name, of_name in sorted(self.options.items())}
        for year, answers, context in judged_in(cases(f"{self.kind.log_type}_rule_vectors.json"), RANGES):
            other = Answers(answers)
            other.update((name, draw.choice(of_name)) for name, of_name in codes.items() if draw.random() < 0.25)
            other.update((name, draw.choice(NUMBERS)) for name in draw.sample(numbers, 12))
            for some in (answers, other):
                yield Sample(year, some, context, context.facts_for(some))


@cache
def samples(log_type: str) -> Samples:
    return Samples(kind_named(log_type))


def read_by_rule(found: Samples, rule: Rule, person: int | None) -> Record:
    """What the function of a rule reads where its condition lets it speak."""
    record, condition = Record(), rule.condition(person)
    needs = rule.needs if person is None else tuple(name.replace("{n}", str(person)) for name in rule.needs)
    asked = (
        one
        for one in found.all
        if rule.applies_to(one.year)
        and not any(one.answers[name] is None for name in needs)
        and (condition is None or condition.test(one.answers, one.facts))
    )
    for one in islice(asked, ENOUGH):
        watched = RecordingAnswers(one.answers, record, found.choices)
        _ = rule.check(watched, one.context, *(() if person is None else (person,)))
    return record


def read_by_step(found: Samples, step: Step, changing: bool) -> Record:
    """What a step reads of the answers as they stand, and of those that were stored."""
    record, before = Record(), Answers()
    for one in islice((one for one in found.all if step.applies_to(one.year)), ENOUGH):
        watched = RecordingAnswers(one.answers, record, found.choices)
        if changing:
            stored, sent = (RecordingAnswers(answers, record, found.choices) for answers in (before, one.answers))
            step.run(watched, Changes(stored, sent, frozenset(one.answers)), one.context)
        else:
            step.run(watched, one.context)
        before = one.answers
    return record


def undeclared(record: Record, names: frozenset[str], codes: Codes) -> tuple[set[str], dict[str, set[int | str]]]:
    """What was read and is not said."""
    left = {name: read - codes.get(name, frozenset()) for name, read in record.codes.items()}
    return record.names - names, {name: more for name, more in left.items() if more}


@pytest.mark.parametrize("log_type", KINDS)
def test_rules_declare_what_they_read(log_type: str) -> None:
    found = samples(log_type)
    missing, idle = {}, {}
    for rule in found.kind.rules.rules:
        never = set(rule.reads)
        for person in (rule.persons[0], rule.persons[-1]) if rule.persons else (None,):
            record = read_by_rule(found, rule, person)
            missing[rule.id, person] = undeclared(record, rule.reads_for(person), rule.codes_for(person))
            never -= {name for name in never if name.replace("{n}", str(person)) in record.names}
        idle[rule.id] = never
    assert {rule: left for rule, left in missing.items() if any(left)} == {}
    assert {rule: names for rule, names in idle.items() if names} == {}, "declared, but never read"


@pytest.mark.parametrize("log_type", KINDS)
def test_steps_declare_what_they_read(log_type: str) -> None:
    found = samples(log_type)
    derivations, missing = found.kind.derivations, {}
    for changing, steps in ((True, [*derivations.lookups, *derivations.reactions]), (False, derivations.derivations)):
        for step in steps:
            record = read_by_step(found, step, changing)
            missing[step.run.__name__] = undeclared(record, frozenset((*step.reads, *step.sets)), step.codes)
    assert {step: left for step, left in missing.items() if any(left)} == {}
