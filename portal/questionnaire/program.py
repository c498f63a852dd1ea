"""A questionnaire made ready to run: conditions, parsers and rules of one year laid out for speed.

The program answers three questions about a set of typed answers: which groups of questions are routed, what must be
cleared, and how far each subsection is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import takewhile
from operator import itemgetter
from typing import Any

from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.compiled import compile_route
from portal.questionnaire.derivations import Derivations
from portal.questionnaire.document import Kind, Question, Questionnaire, Subsection
from portal.questionnaire.expressions import Expression, Test
from portal.questionnaire.parsing import fields_of, known_codes, parsers_for
from portal.questionnaire.rules import Registry, Rule, Severity
from portal.questionnaire.settling import Following

Facts = Mapping[str, Any]


def _never(answers: Answers, facts: Facts) -> bool:
    return False


def _always(answers: Answers, facts: Facts) -> bool:
    return True


def _flag(value: Expression | bool) -> Test:
    if isinstance(value, bool):
        return _always if value else _never
    return value.test


@dataclass(frozen=True, slots=True)
class Entry:
    """One placement of a question with its tests at hand."""

    question: Question
    group: int
    fields: tuple[str, ...]
    parent: str | None
    parent_codes: frozenset[Any]
    derived: Test
    optional: Test
    always_counts: bool
    shown_as: tuple[Test, ...]
    offered: Mapping[Any, Test]
    plain: bool
    boxes: bool
    total: bool

    def is_simple(self) -> bool:
        """Whether it is asked whenever its group is, must be answered, and one value answers it."""
        several = self.boxes or self.total
        return self.plain and self.parent is None and self.optional is _never and not several

    def displayed(self, answers: Answers, routed: bool) -> bool:
        """Asked: its group is routed and the answer that reveals it, if any, is given."""
        return routed and (self.parent is None or answers[self.parent] in self.parent_codes)

    def answered(self, answers: Answers) -> bool:
        """Whether there is an answer: a value, or at least one ticked box."""
        if self.boxes:
            for name in self.fields:  # noqa: SIM110 - called often, a generator costs more than the answer
                if answers[name] == 1:
                    return True
            return False
        return not is_blank(answers[self.question.id])

    def counted_by_derivation(self, answers: Answers, facts: Facts) -> bool:
        """Counts as dealt with although nobody needs to answer it (engine.md section 4)."""
        if self.always_counts:
            return True
        if self.offered and (test := self.offered.get(answers[self.question.id])) and test(answers, facts):
            return True
        return bool(self.shown_as) and self.shown_otherwise(answers, facts)

    def shown_otherwise(self, answers: Answers, facts: Facts) -> bool:
        """Whether something is shown in place of an answer."""
        for test in self.shown_as:  # noqa: SIM110 - called often, a generator costs more than the answer
            if test(answers, facts):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field's question stands, for the clearing sweep."""

    group: int
    gated: bool
    derived: Test | None
    codes: frozenset[Any] | None


@dataclass(frozen=True, slots=True)
class Check:
    """A warning's place: its rule for a person (or the whole log) and its own condition."""

    confirm: str
    key: tuple[str, int | None]
    when: Test


Reader = Callable[[Answers], Any]
Limits = tuple[int | Decimal | None, int | Decimal | None, Decimal | None]


def _reader(names: tuple[str, ...]) -> Reader:
    """Read several answers in one go; a rule runs only when none of those it needs is missing."""
    if not names:
        return lambda answers: ()
    return itemgetter(*names) if len(names) > 1 else itemgetter(*names, *names)


def _limits(question: Question) -> Limits:
    """Least, most, and the step where not every number of the question's type is a multiple of it."""
    step = question.exact_step
    if question.whole and step is not None and step <= 1:
        step = None
    return question.minimum, question.maximum, step


Block = tuple[int, bool, tuple[Question, ...], tuple[str, ...], tuple[tuple[Entry, str, bool], ...]]


def _blocks(entries: Sequence[Entry]) -> tuple[Block, ...]:
    """Entries by group: the group's number, whether it can be skipped unless routed, and its entries.

    With each entry stand the question's id and whether it is simple: dealt with by one value and nothing else. Most
    groups begin with simple entries only; their questions and ids stand apart, to be dealt with all at once.
    """
    groups: dict[int, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.group, []).append(entry)
    blocks: list[Block] = []
    for number, members in groups.items():
        simple = tuple(takewhile(Entry.is_simple, members))
        blocks.append(
            (
                number,
                all(entry.plain for entry in members),
                tuple(entry.question for entry in simple),
                tuple(entry.question.id for entry in simple),
                tuple((entry, entry.question.id, entry.is_simple()) for entry in members[len(simple) :]),
            )
        )
    return tuple(blocks)


class Program:
    """One year of one kind of log, ready to evaluate."""

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
        self.hard = tuple(rule for rule in rules if rule.severity is Severity.HARD)
        self.rules: Mapping[str, Rule] = {rule.id: rule for rule in rules}
        self.following = Following(derivations, self.year)
        self.derived_fields = self.following.derived_fields
        if lost := self.derived_fields - self.parsers.keys():
            raise ValueError(f"{questionnaire.source}: derived but not kept, list under “stored”: {sorted(lost)}")
        self._lay_out()

    def _lay_out(self) -> None:
        self.group_tests: list[tuple[int, Test]] = []
        self.group_open: list[bool] = []
        self.subsection_tests: list[Test] = []
        self.entries: list[tuple[Entry, ...]] = []
        self.checks: list[tuple[Check, ...]] = []
        for index, subsection in enumerate(self.questionnaire.subsections):
            self.subsection_tests.append(subsection.when.test if subsection.when else _always)
            self.entries.append(self._entries_of(index, subsection))
            self.checks.append(self._checks_of(subsection))
        self._route = compile_route(
            [(part.when, group.when) for part in self.questionnaire.subsections for group in part.groups]
        )
        self.places = self._places()
        self._index()
        self.soft = self._soft_calls()
        self.numbers = tuple(
            (entry.group, entry.question.id, *_limits(entry.question), entry.question)
            for entries in self.entries
            for entry in entries
            if entry.question.kind is Kind.NUMBER
        )

    def _entries_of(self, index: int, subsection: Subsection) -> tuple[Entry, ...]:
        entries: list[Entry] = []
        for group in subsection.groups:
            number = len(self.group_tests)
            self.group_tests.append((index, group.when.test if group.when else _always))
            self.group_open.append(not subsection.after_setup or group.ungated)
            entries.extend(self._entry(question, number) for question in group.questions)
        return tuple(entries)

    def _entry(self, question: Question, group: int) -> Entry:
        parent, codes = question.shown_for or (None, frozenset())
        offered = {
            option.code: option.offered_when.test
            for option in question.options
            if option.inferred and option.offered_when
        }
        shown_as = tuple(condition.test for condition, _ in question.shown_as)
        return Entry(
            question=question,
            group=group,
            fields=question.fields,
            parent=parent,
            parent_codes=codes,
            derived=_flag(question.derived),
            optional=_flag(question.optional),
            always_counts=question.always_counts,
            shown_as=shown_as,
            offered=offered,
            plain=not (shown_as or offered or question.always_counts or question.derived is not False),
            boxes=question.kind is Kind.CHECKBOXES,
            total=question.kind is Kind.TOTAL,
        )

    def _checks_of(self, subsection: Subsection) -> tuple[Check, ...]:
        return tuple(
            Check(check.confirm, (check.rule, check.person), check.when.test if check.when else _always)
            for check in subsection.warnings
            if check.rule in self.rules
        )

    def _places(self) -> dict[str, tuple[Place, ...]]:
        found: dict[str, list[Place]] = {}
        kept: set[str] = set()
        for entries in self.entries:
            for entry in entries:
                question = entry.question
                codes = question.codes if question.kind is Kind.RADIO and question.options else None
                derived = None if question.derived is False else entry.derived
                place = Place(entry.group, not self.group_open[entry.group], derived, codes)
                for name in entry.fields:
                    found.setdefault(name, []).append(place)
                    if question.keep:
                        kept.add(name)
        return {name: tuple(places) for name, places in found.items() if name not in kept}

    def _index(self) -> None:
        """What depends on what, so that a change makes only that be looked at again."""
        self.blocks = tuple(_blocks(entries) for entries in self.entries)
        reading: dict[str, set[int]] = {}
        reading_facts: set[int] = set()
        kept_by: dict[str, set[str]] = {}
        fields: list[tuple[str, ...]] = []
        for subsection in self.questionnaire.subsections:
            for group in subsection.groups:
                for condition in (subsection.when, group.when):
                    for name in condition.depends_on if condition else ():
                        reading.setdefault(name, set()).add(len(fields))
                    if condition and condition.facts:
                        reading_facts.add(len(fields))
                for question in group.questions:
                    if isinstance(question.derived, Expression):
                        for name in question.derived.depends_on:
                            kept_by.setdefault(name, set()).update(question.fields)
                fields.append(tuple(name for question in group.questions for name in question.fields))
        self.groups_reading: Mapping[str, frozenset[int]] = {name: frozenset(hit) for name, hit in reading.items()}
        self.groups_reading_facts = frozenset(reading_facts)
        self.fields_of_group = tuple(fields)
        self.only_place: Mapping[str, tuple[int, bool, frozenset[Any] | None]] = {
            name: (place.group, place.gated, place.codes)
            for name, (place, *others) in self.places.items()
            if not others and place.derived is None
        }
        self.kept_by: Mapping[str, frozenset[str]] = {name: frozenset(kept) for name, kept in kept_by.items()}
        self.setup_groups = frozenset(block[0] for block in self.blocks[0])
        self.hard_calls = tuple((rule, _reader(rule.needs), rule.check) for rule in self.hard)
        setup = self.questionnaire.subsections[0].questions
        self.setup_reads = frozenset(name for question in setup for name in question.reads)
        self.blank: Mapping[str, None] = dict.fromkeys(self.parsers)

    def _soft_calls(self) -> tuple[tuple[tuple[str, int | None], Rule, Reader, int | None], ...]:
        keys = dict.fromkeys(check.key for checks in self.checks for check in checks)
        calls = []
        for rule_id, person in keys:
            rule = self.rules[rule_id]
            needs = tuple(name.replace("{n}", str(person)) for name in rule.needs)
            calls.append(((rule_id, person), rule, _reader(needs), person if rule.persons else None))
        return tuple(calls)

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

    def route(self, answers: Answers, facts: Facts) -> list[bool]:
        """For each group of questions: do its own conditions hold (the set-up gate left aside)?"""
        return self._route(answers, facts)

    def is_routed(self, number: int, answers: Answers, facts: Facts) -> bool:
        """The same for one group."""
        index, test = self.group_tests[number]
        return self.subsection_tests[index](answers, facts) and test(answers, facts)

    def setup_complete(self, answers: Answers, facts: Facts, routed: list[bool]) -> bool:
        """Whether the sections after the set-up may be started (engine.md section 6)."""
        ignored = self.questionnaire.setup_ignores
        for entry in self.entries[0]:
            if entry.question.id in ignored or entry.optional(answers, facts):
                continue
            if self.applicable(entry, answers, facts, routed) and not self.completed(entry, answers, facts):
                return False
        return True

    def applicable(self, entry: Entry, answers: Answers, facts: Facts, routed: list[bool]) -> bool:
        """Whether the question counts in the state of its subsection."""
        displayed = entry.displayed(answers, routed[entry.group])
        if entry.plain:
            return displayed
        return (displayed and not entry.derived(answers, facts)) or entry.counted_by_derivation(answers, facts)

    def completed(self, entry: Entry, answers: Answers, facts: Facts) -> bool:
        """Whether the question is dealt with: answered, or shown as something that needs no answer."""
        return entry.answered(answers) or entry.shown_otherwise(answers, facts)

    def stays(
        self,
        places: tuple[Place, ...],
        value: Any,
        answers: Answers,
        facts: Facts,
        routed: list[bool],
        complete: bool,
    ) -> bool:
        """Whether an answer may stay in one of its places: asked, locked or derived, and its code an option there."""
        for place in places:
            if (
                (routed[place.group] and (complete or not place.gated))
                or (not complete and place.gated)
                or (place.derived is not None and place.derived(answers, facts))
            ) and (place.codes is None or value in place.codes or (not complete and place.gated)):
                return True
        return False

    def soft_findings(self, answers: Answers, context: Any) -> dict[tuple[str, int | None], dict[str, str]]:
        """Run every soft rule once; keep those that have something to say."""
        found: dict[tuple[str, int | None], dict[str, str]] = {}
        for key, rule, needs, person in self.soft:
            if None not in needs(answers):
                result = rule.check(answers, context) if person is None else rule.check(answers, context, person)
                if result:
                    message = result if isinstance(result, str) else rule.words
                    found[key] = (
                        dict(result) if isinstance(result, Mapping) else dict.fromkeys(rule.fields_for(person), message)
                    )
        return found
