"""What a change means for a log: merged with what is stored, and judged. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from portal.logs.contexts import Contexts
from portal.logs.kind import LogKind
from portal.logs.models import Log
from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.carrying import Carried, carried
from portal.questionnaire.document import Kind, Question
from portal.questionnaire.evaluation import Cleared, Evaluation, evaluate, parse, unknown_names
from portal.questionnaire.messages import bad_value
from portal.questionnaire.parsing import Bad, parse_date
from portal.questionnaire.program import Program
from portal.questionnaire.rules import Problem

if TYPE_CHECKING:
    from portal.questionnaire.routing import Context


ORGANISATIONS = ("owning_organisation_id", "managing_organisation_id")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else answered the same question meanwhile."""

    field: str
    yours: Any
    theirs: Any


@dataclass(frozen=True, slots=True)
class LogChange:
    """What somebody wants to change in one log, as a page, a file or a program sends it.

    `seen` are the answers that the sender was shown: what equals them is no change, and where somebody else has
    changed the same question since, the sender is told. `agreed_to_clear` names the answers that the sender knows
    will go; None means that it need not be asked.
    """

    log: Log
    changes: Mapping[str, Any]
    seen: Mapping[str, Any] | None = None
    agreed_to_clear: frozenset[str] | None = None


@dataclass(slots=True)
class Merged:
    """A change laid over the log as it is stored, before it is judged."""

    change: LogChange
    stored: Answers
    program: Program
    answers: Answers
    typed: Answers
    """The changes as the questionnaire reads them, without what only repeats what was seen."""
    sent: Mapping[str, Any]
    """The same as they were sent."""
    seen: Answers | None
    carried: Carried
    """What is stored as the year of the change has it; of a log that stays in its year, what is stored."""


@dataclass(slots=True)
class Recorded:
    """What came of a change: written or not, and if not, why."""

    log: Log
    evaluation: Evaluation
    saved: bool = False
    errors: Mapping[str, list[Problem]] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    to_clear: Mapping[str, Cleared] = field(default_factory=dict)
    changes: Mapping[str, list[Any]] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Something stands in the way of writing it."""
        return bool(self.errors or self.conflicts or self.to_clear)


def merge(change: LogChange) -> Merged:
    """The log's answers (of a new one, what it starts with) with what was changed laid over them."""
    log, kind = change.log, change.log.kind
    day = log.date
    if kind.date_field in change.changes:
        raw = change.changes[kind.date_field]
        given = parse_date(raw) if not is_blank(raw) else None
        day = given if isinstance(given, date) else day
    program = kind.program_for(day)
    seen = None if change.seen is None else parse(program, change.seen)[0]
    typed, bad = parse(program, change.changes)
    sent = change.changes
    if seen is not None:
        sent = {name: raw for name, raw in sent.items() if not _repeats(name, typed, bad, seen)}
        typed = Answers({name: value for name, value in typed.items() if name in sent})
    start = _with_what_is_gone(log)
    carried = carried_to(log, program, start) if log.pk else Carried(start)
    answers = Answers(carried.answers)
    answers.update(typed)
    for name in bad:
        answers[name] = change.changes[name]
    stored = start if log.pk else Answers()
    return Merged(change, stored, program, answers, typed, sent, seen, carried)


def _with_what_is_gone(log: Log) -> Answers:
    """The answers of a log, those to questions that a newer version has no more included, so that they are told."""
    answers, program = log.typed_answers(), log.program
    if log.pk and log.questionnaire_version != program.version:
        gone = {name: log.answers[name] for name in log.answers.keys() - program.parsers.keys()}
        judged_by = log.kind.program(program.year, log.questionnaire_version)
        answers.update(parse(judged_by, gone)[0] if gone else {})
    return answers


def carried_to(log: Log, program: Program, answers: Answers) -> Carried:
    """Answers that a log has, as the year of another date has them."""
    return carried_between(log.kind, log.program, program, answers)


def carried_between(kind: LogKind, old: Program, new: Program, answers: Answers) -> Carried:
    """The same from the questionnaire of one year to that of another, over those between."""
    if old.year == new.year:
        return Carried(answers)
    between = range(min(old.year, new.year) + 1, max(old.year, new.year))
    years = between if old.year < new.year else reversed(between)
    return carried((old, *(kind.program(year) for year in years), new), answers)


def _repeats(name: str, typed: Answers, bad: Mapping[str, Any], seen: Answers) -> bool:
    return name in seen and name not in bad and name in typed and typed[name] == seen[name]


def judge(merged: Merged, contexts: Contexts) -> Evaluation:
    """The verdict on a change, for a page that is being filled in."""
    return judge_in(merged, contexts.of_one(merged.answers, merged.stored))


def judge_in(merged: Merged, context: Context) -> Evaluation:
    """The verdict on a change, in a context that was read for many."""
    before = merged.carried.answers if merged.stored else merged.stored
    evaluation = evaluate(merged.program, merged.answers, context, before, given=merged.sent.keys())
    moved = merged.program.questionnaire.date_field
    for name, value in merged.carried.lost.items():
        if name not in merged.sent or name not in merged.program.known_fields:
            evaluation.cleared.setdefault(name, Cleared(value, (moved,)))
    return evaluation


def outcome(merged: Merged, evaluation: Evaluation) -> Recorded:
    """Whether the change may be written, and if not, why."""
    stored, program = merged.stored, merged.program
    result = Recorded(merged.change.log, evaluation)
    result.errors = {
        **evaluation.errors,
        **_not_asked(merged, evaluation),
        **unknown_names(program, merged.sent.keys()),
        **_nobodys(program, evaluation.answers),
    }
    if (seen := merged.seen) is not None:
        result.conflicts = [
            Conflict(name, merged.sent[name], stored[name])
            for name, value in merged.typed.items()
            if name in seen and stored[name] != seen[name] and stored[name] != value
        ]
    result.to_clear = _not_agreed(merged, evaluation)
    return result


def foresee(wanted: Sequence[LogChange], contexts: Contexts) -> list[Recorded]:
    """What the write door would say of these changes now, for a page that tells before it asks; nothing is locked."""
    merged = [merge(each) for each in wanted]
    context = contexts.of_many([(each.answers, each.stored) for each in merged])
    return [outcome(each, judge_in(each, context)) for each in merged]


def _not_asked(merged: Merged, evaluation: Evaluation) -> dict[str, list[Problem]]:
    """An answer that was just given, the stored one again or another, although its question is not asked, or asked with
    other options."""
    found: dict[str, list[Problem]] = {}
    questionnaire = merged.program.questionnaire
    for name in [name for name in evaluation.cleared if name in merged.typed]:
        value = merged.typed[name]
        if value is None or (value == merged.stored[name] and _follows(questionnaire.by_field.get(name, ()))):
            continue
        offered = [option.code for question in evaluation.asked_for(name) for option in question.options]
        if offered and value not in offered:
            bad = Bad("unknown_code", value)
            found[name] = [Problem(bad.what, f"{bad_value(questionnaire, name, bad)} for this log")]
        else:
            text = f"{questionnaire.label(name)} is not asked for this log, so it cannot be answered"
            found[name] = [Problem("not_asked", text)]
    return found


def _follows(places: Iterable[Question]) -> bool:
    """What no question asks for, and a sum, follows from other answers and goes with them."""
    return all(question.kind is Kind.TOTAL for question in places)


def _nobodys(program: Program, answers: Answers) -> dict[str, list[Problem]]:
    """Without an owner and a manager a log would be seen by nobody at all."""
    if any(answers[name] is not None for name in ORGANISATIONS):
        return {}
    return {ORGANISATIONS[0]: [Problem("no_organisation", "Select the organisation that owns the property")]}


def _not_agreed(merged: Merged, evaluation: Evaluation) -> dict[str, Cleared]:
    """Stored answers that would go although the sender neither changed them nor agreed to lose them."""
    agreed = merged.change.agreed_to_clear
    if agreed is None:
        return {}
    known = {*agreed, *merged.sent}
    questions, fields = merged.program.questionnaire.by_field, merged.program.known_fields
    return {
        name: cleared
        for name, cleared in evaluation.cleared.items()
        if name not in known
        and not (is_blank(merged.stored[name]) and is_blank(merged.carried.answers[name]))
        and (name in questions or name not in fields or name in merged.carried.lost)
    }


def evaluate_log(log: Log, contexts: Contexts | None = None) -> Evaluation:
    """Judge a log as it is stored."""
    stored = log.typed_answers()
    return evaluate(log.program, stored, (contexts or Contexts(log.kind)).of_one(stored, stored), stored)


def agreed(names: Iterable[str] | None) -> frozenset[str] | None:
    """Names that were agreed to, as a change keeps them."""
    return None if names is None else frozenset(names)
