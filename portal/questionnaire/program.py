"""A questionnaire made ready to run: conditions, parsers and rules of one year laid out for speed.

The program answers three questions about a set of typed answers: which groups of questions are routed, what must be
cleared, and how far each subsection is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from typing import Any

from portal.questionnaire.answers import Answers
from portal.questionnaire.compiled import (
    Call,
    Limit,
    Place,
    Placement,
    compile_count,
    compile_judge,
    compile_limits,
    compile_listing,
    compile_route,
    compile_unasked,
)
from portal.questionnaire.derivations import Derivations
from portal.questionnaire.deriving import DerivationSteps
from portal.questionnaire.document import Kind, Question, Questionnaire, Subsection
from portal.questionnaire.expressions import Expression
from portal.questionnaire.parsing import fields_of, known_codes, parsers_for
from portal.questionnaire.rules import Registry, Rule, Severity

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Check:
    """A warning's place: its rule for a person (or the whole log) and its own condition."""

    confirm: str
    key: tuple[str, int | None]
    when: Expression | None


def _limits(question: Question) -> tuple[int | Decimal | None, int | Decimal | None, Decimal | None]:
    """Least, most, and the step where not every number of the question's type is a multiple of it."""
    step = question.exact_step
    if question.whole and step is not None and step <= 1:
        step = None
    return question.minimum, question.maximum, step


class Program:
    """One year of one kind of log, ready to evaluate."""

    version = 1
    """Which version of the year's questionnaire it is made from."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        registry: Registry,
        derivations: Derivations,
        other_years: Iterable[Questionnaire] = (),
    ) -> None:
        self.questionnaire = questionnaire
        self.other_years = tuple(other_years)
        self.year = questionnaire.year
        self.parsers = parsers_for(questionnaire)
        self.known_codes = known_codes(questionnaire)
        rules = registry.for_year(self.year)
        self.rules: Mapping[str, Rule] = {rule.id: rule for rule in rules}
        # Versions published before rules were named by what they say name them by the id of their facts.
        self._ids = {name: rule.id for rule in rules for name in (rule.facts, rule.id)}
        self._lay_out()
        self._index()
        self.steps = DerivationSteps(derivations, self.year, {*self.places, *self.routed_by, *self.keeping_reads})
        self.derived_fields = self.steps.derived_fields
        if lost := self.derived_fields - self.parsers.keys():
            raise ValueError(f"{questionnaire.source}: derived but not kept, list under “stored”: {sorted(lost)}")
        # What steps look at stands in it too, though another year asks it: a key that is there is read faster.
        self.blank: Mapping[str, None] = dict.fromkeys((*self.parsers, *self.steps.fields))
        self._compile(rules)

    def _lay_out(self) -> None:
        self.group_open: list[bool] = []
        self.entries: list[tuple[Placement, ...]] = []
        self.checks: list[tuple[Check, ...]] = []
        for subsection in self.questionnaire.subsections:
            self.entries.append(self._entries_of(subsection))
            self.checks.append(self._checks_of(subsection))
        self.places = self._places()

    def _compile(self, rules: Iterable[Rule]) -> None:
        """The functions of the year; each takes all values in the order of `blank`."""
        self._read_all = itemgetter(*self.blank)
        positions = {name: position for position, name in enumerate(self.blank)}
        subsections = self.questionnaire.subsections
        self.route = compile_route(subsections, positions, self._title("route"))
        self.counts = tuple(
            compile_count(entries, positions, self._title("count", part.id))
            for part, entries in zip(subsections, self.entries, strict=True)
        )
        self.listings = tuple(
            compile_listing(entries, positions, self._title("list", part.id))
            for part, entries in zip(subsections, self.entries, strict=True)
        )
        self.unasked = compile_unasked(self.places, positions, self._title("unasked"))
        self.unasked_of_usual = compile_unasked(self._of_usual_codes(), positions, self._title("unasked_of_usual"))
        self.hard = tuple(rule for rule in rules if rule.severity is Severity.HARD)
        hard = [Call(rule.needs, rule.check, rule.condition()) for rule in self.hard]
        self.judge_hard = compile_judge(hard, positions, self._title("hard_rules"))
        self.soft_keys = tuple(dict.fromkeys(check.key for checks in self.checks for check in checks))
        soft = [self._soft_call(*key) for key in self.soft_keys]
        self.judge_soft = compile_judge(soft, positions, self._title("soft_rules"))
        self.numbers = tuple(
            entry for entries in self.entries for entry in entries if entry.question.kind is Kind.NUMBER
        )
        self.boxes = tuple(
            (entry, alone) for entries in self.entries for entry in entries if (alone := entry.question.exclusive)
        )
        limits = [Limit(entry.question.id, entry.group, *_limits(entry.question)) for entry in self.numbers]
        self.beyond = compile_limits(limits, positions, self._title("limits"))

    def _title(self, *parts: str) -> str:
        """What a function of the year is called where it is printed and in tracebacks."""
        return "_".join((*parts, self.questionnaire.log_type, str(self.year))).replace("-", "_")

    def _soft_call(self, rule_id: str, person: int | None) -> Call:
        rule = self.rules[rule_id]
        needs = tuple(name.replace("{n}", str(person)) for name in rule.needs)
        return Call(needs, rule.check, rule.condition(person), person if rule.persons else None)

    def _entries_of(self, subsection: Subsection) -> tuple[Placement, ...]:
        entries: list[Placement] = []
        for group in subsection.groups:
            number = len(self.group_open)
            self.group_open.append(not subsection.after_setup or group.ungated)
            entries.extend(Placement(question, number) for question in group.questions)
        return tuple(entries)

    def _checks_of(self, subsection: Subsection) -> tuple[Check, ...]:
        return tuple(
            Check(check.confirm, (self._ids[check.rule], check.person), check.when)
            for check in subsection.warnings
            if check.rule in self._ids
        )

    def _places(self) -> dict[str, tuple[Place, ...]]:
        found: dict[str, list[Place]] = {}
        kept: set[str] = set()
        for entries in self.entries:
            for entry in entries:
                question = entry.question
                codes = question.codes if question.kind is Kind.RADIO and question.options else None
                place = Place(entry.group, not self.group_open[entry.group], question.derived, codes)
                for name in question.fields:
                    found.setdefault(name, []).append(place)
                    if question.keep:
                        kept.add(name)
        return {name: tuple(places) for name, places in found.items() if name not in kept}

    def _of_usual_codes(self) -> dict[str, tuple[Place, ...]]:
        """The places for answers whose codes are all known to be of this year.

        Where a question has one place and no step sets its answer, such a code is an option of that place.
        """
        return {
            name: places if len(places) > 1 or name in self.derived_fields else (replace(places[0], codes=None),)
            for name, places in self.places.items()
        }

    def _index(self) -> None:
        """What the routing, the completeness of the set-up and the keeping of answers depend on."""
        subsections = self.questionnaire.subsections
        routing = [condition for part in subsections for condition in (part.when, part.shown_when) if condition]
        routing += [group.when for part in subsections for group in part.groups if group.when]
        names = {name for condition in routing for name in condition.depends_on}
        names.update(name for question in subsections[0].questions for name in question.reads)
        self.routed_by = frozenset(names)
        keeping = [question.derived for question in self.questionnaire.questions]
        self.keeping_reads = frozenset().union(
            *(condition.depends_on for condition in keeping if isinstance(condition, Expression))
        )

    @cached_property
    def choices(self) -> frozenset[str]:
        """Fields whose answer is chosen from options or ticked."""
        kinds = (Kind.RADIO, Kind.CHECKBOXES)
        questions = self.questionnaire.questions
        return frozenset(name for question in questions if question.kind in kinds for name in question.fields)

    @cached_property
    def known_fields(self) -> frozenset[str]:
        """Every field that this year keeps."""
        return frozenset(self.parsers)

    @cached_property
    def known_in_other_years(self) -> frozenset[str]:
        """Every field that another year of this kind of log keeps."""
        return frozenset().union(*(fields_of(questionnaire) for questionnaire in self.other_years))

    @cached_property
    def codes(self) -> Mapping[str, frozenset[Any]]:
        """For each field that is chosen from a list, the codes that this or another year knows.

        A code of another year is cleared where it is not an option; a code of no year is a mistake to be told.
        """
        found: dict[str, set[Any]] = {name: {0, 1} for name in self.questionnaire.confirm_fields}
        for questionnaire in (self.questionnaire, *self.other_years):
            for question in questionnaire.questions:
                if question.kind is Kind.CHECKBOXES:
                    found.update((name, {0, 1}) for name in question.fields)
                elif question.kind in (Kind.RADIO, Kind.SELECT) and question.options:
                    found.setdefault(question.id, set()).update(question.codes)
        return {name: frozenset(codes) for name, codes in found.items() if name in self.parsers}

    @cached_property
    def locked_fields(self) -> frozenset[str]:
        """Fields that nobody can get at while the set-up is not complete."""
        return frozenset(name for name, places in self.places.items() if all(place.gated for place in places))

    def without_locked(self, answers: Answers) -> Answers:
        """The answers that can be got at while the set-up is not complete: nobody is told of errors in the others."""
        return Answers((name, value) for name, value in answers.items() if name not in self.locked_fields)

    @cached_property
    def dependencies(self) -> Mapping[str, frozenset[str]]:
        """For each answer field, the answers that decide whether it is asked."""
        found: dict[str, set[str]] = {}
        for subsection, group, question in self.questionnaire.placements():
            names: set[str] = set()
            for condition in (subsection.when, group.when):
                names |= condition.depends_on if condition else set()
            if question.shown_for:
                names.add(question.shown_for[0])
            for name in question.fields:
                found.setdefault(name, set()).update(names)
        return {name: frozenset(names) for name, names in found.items()}

    def laid_out(self, given: Mapping[str, Any] | None = None) -> Answers:
        """These answers among all others of the year, so that their values stand in the order of `blank`."""
        answers = Answers(self.blank)
        if given:
            answers.update(given)
        return answers

    def values_of(self, answers: Answers) -> list[Any]:
        """All values in the order of `blank`, of answers that are laid out or not."""
        return list(self._read_all(answers))

    def setup_complete(self, values: Sequence[Any], facts: Facts, routed: list[bool]) -> bool:
        """Whether the sections after the set-up may be started (docs/domain/forms.md#6)."""
        incomplete, _, _ = self.counts[0](values, facts, routed)
        return self.questionnaire.setup_ignores.issuperset(incomplete)
