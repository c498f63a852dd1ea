"""The heart of the product: the same answers give the same verdict, whichever door they came in by.

`evaluate` is a pure function. Its steps, in order:

1. parse: raw values become typed answers; what cannot be read is kept aside with what is wrong with it;
2. look up: what a changed answer brings along (postcode to local authority, scheme to its only location);
3. clear: answers whose questions are not asked any more;
4. react: what a change does to other answers, once;
5. derive and clear again, until nothing changes;
6. confirmations: one given for other values, or for a warning that has gone, is taken back;
7. hard rules; 8. soft rules; 9. status of each subsection and of the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import compress
from operator import is_not
from typing import TYPE_CHECKING, Any

from portal.questionnaire.answers import Answers, Changes, is_blank
from portal.questionnaire.compiled import Listing
from portal.questionnaire.deriving import derive_until_stable
from portal.questionnaire.document import Question
from portal.questionnaire.messages import bad_value, contradicting_boxes, out_of_range, wrong_step
from portal.questionnaire.parsing import Bad
from portal.questionnaire.program import Facts, Program
from portal.questionnaire.routing import Routing, SoftFindings
from portal.questionnaire.rules import Problem

if TYPE_CHECKING:
    from portal.questionnaire.routing import Context


class Status(StrEnum):
    """How far a subsection or a log is."""

    CANNOT_START = "cannot_start_yet"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"


Lists = tuple[Sequence[Question], Sequence[str]]


@dataclass(slots=True)
class SubsectionState:
    """How far a subsection is and what is still open; what it asks is listed when somebody wants to know."""

    status: Status
    shown: bool
    incomplete: Sequence[str]
    _listing: tuple[Listing, Sequence[Any], Facts, list[bool]]
    _confirms: Sequence[str] = ()
    _lists: Lists | None = None

    @property
    def asked(self) -> Sequence[Question]:
        """The questions that are asked, in order."""
        return self._listed()[0]

    @property
    def applicable(self) -> Sequence[str]:
        """Ids of what counts: questions, and confirmations of the warnings that stand."""
        return (*self._listed()[1], *self._confirms)

    def _listed(self) -> Lists:
        if self._lists is None:
            list_, values, facts, routed = self._listing
            self._lists = list_(values, facts, routed)
        return self._lists


@dataclass(slots=True)
class Cleared:
    """An answer that goes; which changed answers took its question away is found out when somebody wants to know.

    The causes are those that changed of the answers on which it depends; all of them where no changes are given.
    """

    value: Any
    depends_on: Iterable[str] = field(compare=False)
    changes: Changes | None = field(default=None, compare=False)

    @property
    def because(self) -> tuple[str, ...]:
        """The changed answers that its question depends on."""
        if self.changes is None:
            return tuple(self.depends_on)
        return tuple(sorted(name for name in self.depends_on if self.changes.changed(name)))


@dataclass(slots=True)
class Evaluation:
    """The verdict on a set of answers."""

    answers: Answers
    subsections: dict[str, SubsectionState]
    status: Status
    errors: dict[str, list[Problem]] = field(default_factory=dict)
    warnings: dict[str, list[Problem]] = field(default_factory=dict)
    confirmed: dict[str, list[Problem]] = field(default_factory=dict)
    warning_fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cleared: dict[str, Cleared] = field(default_factory=dict)
    derived_fields: frozenset[str] = frozenset()
    setup_complete: bool = False
    messages: Sequence[str] = ()

    @property
    def derived(self) -> dict[str, Any]:
        """The values that follow from the answers."""
        answers = self.answers
        return {name: answers[name] for name in self.derived_fields if answers[name] is not None}

    @property
    def unanswered_warnings(self) -> list[str]:
        """The soft rules that have something to say and are not confirmed everywhere."""
        return sorted({problem.rule for problems in self.warnings.values() for problem in problems})

    @property
    def confirmed_warnings(self) -> list[str]:
        """The soft rules that have something to say and are confirmed."""
        rules = {problem.rule for problems in self.confirmed.values() for problem in problems}
        return sorted(rules.difference(self.unanswered_warnings))

    @property
    def asked(self) -> tuple[str, ...]:
        """Ids of the questions that are asked, in order."""
        return tuple(dict.fromkeys([q.id for state in self.subsections.values() for q in state.asked]))

    def asked_for(self, name: str) -> list[Question]:
        """The question of this id as it is asked: the same one may stand in several places, each with other options."""
        return [q for state in self.subsections.values() for q in state.asked if q.id == name]

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids of the asked questions that still need an answer."""
        return tuple(dict.fromkeys([name for state in self.subsections.values() for name in state.incomplete]))


def evaluate(
    program: Program,
    answers: Mapping[str, Any],
    context: Context,
    previous: Mapping[str, Any] | None = None,
    given: AbstractSet[str] | None = None,
) -> Evaluation:
    """Judge a set of answers.

    `previous` are the answers as stored, so that reactions know what changed; `given` names the answers that the
    caller sent, which are never taken for what was there before, whatever they say.
    """
    put_in = program.laid_out()
    bad, others = _parse(program, answers, put_in)
    _refuse_unknown_codes(program, put_in, others, previous or {}, bad)
    changes = Changes(previous or {}, put_in, given)
    inferred = {name: value.raw for name, value in bad.items() if value.what == "unknown_code"}
    laid_out = Answers(put_in)
    for look_up in program.steps.lookups:
        look_up(laid_out, changes, context)
    routing = Routing(program, laid_out, context, usual=not others)
    cleared = routing.clear_unasked()
    derive_until_stable(routing, changes, cleared)
    live = live_checks(routing)
    _take_back(routing, changes, previous, live)
    for name, value in inferred.items():
        if laid_out[name] == value:  # not offered, because it follows from another answer; so sending it is right
            del bad[name]
    result = state_of(routing, live)
    result.errors = _errors(routing, bad)
    if result.errors and result.status is Status.COMPLETED:
        result.status = Status.IN_PROGRESS
    result.cleared = _reasons(routing, cleared, changes)
    result.derived_fields = program.derived_fields
    result.messages = changes.messages
    return result


def parse(program: Program, answers: Mapping[str, Any]) -> tuple[Answers, dict[str, Bad]]:
    """Step 1. Blank is no answer; a field that this year does not know is left out."""
    known = program.parsers
    typed = Answers(dict.fromkeys([name for name in answers if name in known]))
    bad, _ = _parse(program, answers, typed)
    return typed, bad


def _parse(program: Program, answers: Mapping[str, Any], typed: Answers) -> tuple[dict[str, Bad], list[str]]:
    """Put the typed answers among blank ones; what is bad, and choices not given as a usual code of this year."""
    bad: dict[str, Bad] = {}
    others: list[str] = []
    codes_of, parser_of = program.known_codes.get, program.parsers.get
    for name, raw in answers.items():
        if raw is None:
            continue
        if codes := codes_of(name):
            try:
                code = codes.get(raw)  # most answers are a usual code or its text, known by heart
            except TypeError:  # a list or a mapping
                code = None
            if code is not None:
                typed[name] = code
                continue
        if (parser := parser_of(name)) and not (type(raw) is str and (not raw or raw.isspace())):
            value = parser(raw)
            if type(value) is Bad:
                bad[name] = value
                continue
            typed[name] = value
            if name in program.codes:
                others.append(name)
    return bad, others


def _refuse_unknown_codes(
    program: Program, answers: Answers, names: Iterable[str], previous: Mapping[str, Any], bad: dict[str, Bad]
) -> None:
    """A code that no year offers is a mistake when it is newly given; one that was stored before is left to step 3."""
    for name in names:
        value = answers[name]
        if value not in program.codes[name] and previous.get(name) != value:
            bad[name] = Bad("unknown_code", value)
            answers[name] = None


def unknown_names(program: Program, names: AbstractSet[str]) -> dict[str, list[Problem]]:
    """Answers to questions that no year of this kind of log asks; those of another year are merely not kept."""
    found: dict[str, list[Problem]] = {}
    unknown = names - program.known_fields - program.known_in_other_years
    for name in [name for name in names if name in unknown] if unknown else ():
        text = f"There is no question “{str(name)[:50]}” in {program.questionnaire.title}"
        found[name] = [Problem("unknown_question", text)]
    return found


Live = dict[int, list[tuple[str, tuple[str, int | None], dict[str, str]]]]


def live_checks(routing: Routing) -> Live:
    """Warnings that stand now, by subsection: their rule has something to say and their place is asked."""
    live: Live = {}
    findings: SoftFindings = routing.soft_findings()
    if not findings:
        return live
    program, answers, facts = routing.program, routing.answers, routing.facts
    for index, checks in enumerate(program.checks):
        gated = program.questionnaire.subsections[index].after_setup
        if (gated and not routing.complete) or not routing.open[index]:
            continue
        for check in checks:
            if check.key in findings and (check.when is None or check.when.test(answers, facts)):
                live.setdefault(index, []).append((check.confirm, check.key, findings[check.key]))
    return live


def _take_back(routing: Routing, changes: Changes, previous: Mapping[str, Any] | None, live: Live) -> None:
    """Step 6. A confirmation holds for the values it was given for, and only while its warning stands."""
    program, answers = routing.program, routing.answers
    given = [confirm for confirm in program.questionnaire.confirm_fields if answers[confirm] is not None]
    if not given:
        return
    standing: dict[str, set[str]] = {}
    for checks in live.values():
        for confirm, key, found in checks:
            rule = program.rules[key[0]]
            standing.setdefault(confirm, set()).update(found, rule.fields_for(key[1]), rule.needs)
    for confirm in given:
        if confirm not in standing:
            if routing.complete:
                answers[confirm] = None
        elif previous and previous.get(confirm) == answers[confirm]:
            changed = {name for name in standing[confirm] if changes.previous[name] != answers[name]}
            if changed:
                answers[confirm] = None
    routing.read_values()


def state_of(routing: Routing, live: Live) -> Evaluation:
    """Steps 8 and 9: how far each subsection is, and the log as a whole (docs/domain/forms.md#6 and 7)."""
    program, answers, facts, complete = routing.program, routing.answers, routing.facts, routing.complete
    values, routed = routing.values, routing.routed
    states: dict[str, SubsectionState] = {}
    # While the set-up is incomplete only what does not wait for it is open.
    unlocked = routed if complete else [hit and program.group_open[number] for number, hit in enumerate(routed)]
    for index, subsection in enumerate(program.questionnaire.subsections):
        enabled = (complete or not subsection.after_setup) and routing.open[index]
        here = routed if enabled else unlocked
        incomplete, applicable, started = program.counts[index](values, facts, here)
        confirms: Sequence[str] = ()
        if checks := live.get(index):
            confirms = [confirm for confirm, _, _ in checks]
            confirmed = [answers[confirm] == 0 for confirm in confirms]
            applicable, started, pending = True, started or any(confirmed), not all(confirmed)
        else:
            pending = False
        if not enabled:
            status = Status.CANNOT_START
        elif applicable and not started:
            status = Status.NOT_STARTED
        else:
            status = Status.IN_PROGRESS if incomplete or pending else Status.COMPLETED
        listing = program.listings[index], values, facts, here
        states[subsection.id] = SubsectionState(status, routing.shown[index], incomplete, listing, confirms)
    result = Evaluation(answers, states, _log_status(states.values()), setup_complete=complete)
    for checks in live.values():
        for confirm, key, found in checks:
            kept = result.confirmed if answers[confirm] == 0 else result.warnings
            problem = Problem(key[0], next(iter(found.values())))
            if problem not in kept.setdefault(confirm, []):
                kept[confirm].append(problem)
            fields = result.warning_fields.get(confirm, ())
            result.warning_fields[confirm] = tuple(dict.fromkeys((*fields, *found)))
    return result


def _log_status(states: Iterable[SubsectionState]) -> Status:
    completed = waiting = True
    for state in states:
        completed = completed and (state.status is Status.COMPLETED or not state.shown)
        waiting = waiting and state.status in (Status.NOT_STARTED, Status.CANNOT_START)
    if completed:
        return Status.COMPLETED
    return Status.NOT_STARTED if waiting else Status.IN_PROGRESS


def _errors(routing: Routing, bad: Mapping[str, Bad]) -> dict[str, list[Problem]]:
    """Step 7. What stops the save, by field."""
    errors: dict[str, list[Problem]] = {}
    answers, questionnaire = routing.answers, routing.program.questionnaire
    for name, value in bad.items():
        errors.setdefault(name, []).append(Problem(value.what, bad_value(questionnaire, name, value)))
    for question in routing.beyond_limits():
        low, high = question.minimum, question.maximum
        number = answers[question.id]
        if (low is not None and number < low) or (high is not None and number > high):
            what, message = "out_of_range", out_of_range(question, number)
        else:
            what, message = "step", wrong_step(question, f"{number:,}")
        errors.setdefault(question.id, []).append(Problem(what, message))
    for question, alone in routing.contradictions():
        problem = Problem("contradicting_boxes", contradicting_boxes(question, alone))
        errors.setdefault(alone, []).append(problem)
    for rule, said in routing.broken_rules():
        if not any(name in bad for name in rule.fields):  # it would judge an answer that could not be read
            for name, message in rule.by_field(said).items():
                errors.setdefault(name, []).append(Problem(rule.id, message))
    return errors


def _reasons(routing: Routing, cleared: Mapping[str, Any], changes: Changes) -> dict[str, Cleared]:
    """What went although it was there, by what changed."""
    program, answers = routing.program, routing.answers
    result: dict[str, Cleared] = {}
    for name, value in changes.previous.items():
        if value is not None and name not in program.known_fields:
            result[name] = Cleared(value, (program.questionnaire.date_field,))
    put_in = changes.current
    # Both are laid out alike, so what differs is found without a step of Python for each answer.
    differing = compress(put_in, map(is_not, put_in.values(), answers.values()))
    gone = {name: value for name in differing if (value := put_in[name]) is not None}
    for name, value in {**gone, **cleared}.items():
        if answers[name] is None and not is_blank(value):
            result[name] = Cleared(value, program.dependencies.get(name, ()), changes)
    return result
