"""The one write door: the only code that changes a log.

It locks the row, merges only the answers that the caller changed, evaluates, and writes row, history and change mark
in one transaction. Nothing is written when there is an error, when somebody else changed the same answer meanwhile,
or when other answers would be cleared that the caller has not agreed to lose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from portal.changes import mark_changed
from portal.clock import now
from portal.logs.answers_json import to_stored
from portal.logs.history import difference, write_history
from portal.logs.status import CODE_OF, LogStatus
from portal.logs.surroundings import Surroundings
from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.evaluation import Cleared, Evaluation, evaluate, parse, unknown_names
from portal.questionnaire.parsing import parse_date
from portal.questionnaire.program import Program
from portal.questionnaire.rules import Problem
from portal.windows.dates import collection_year


@dataclass(frozen=True)
class Conflict:
    """Somebody else answered the same question meanwhile."""

    field: str
    yours: Any
    theirs: Any


@dataclass
class Recorded:
    """What came of a save: written or not, and if not, why."""

    log: Any
    evaluation: Evaluation
    saved: bool = False
    errors: Mapping[str, list[Problem]] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    to_clear: Mapping[str, Cleared] = field(default_factory=dict)
    changes: Mapping[str, list[Any]] = field(default_factory=dict)


def record_answers(
    *,
    log: Any,
    changes: Mapping[str, Any],
    actor: Any,
    seen: Mapping[str, Any] | None = None,
    agreed_to_clear: Iterable[str] | None = None,
    around: Surroundings | None = None,
) -> Recorded:
    """Change answers of a log (a new one is created by the first save).

    `seen` are the answers that the caller's page showed, to notice that somebody else changed the same question.
    `agreed_to_clear` names the answers that the caller knows will go; None means that it need not be asked.
    `around` are facts that the caller has read already for the same log and actor.
    """
    with transaction.atomic():
        locked = type(log).objects.select_for_update(of=("self",)).get(pk=log.pk) if log.pk else log
        stored = locked.typed_answers() if locked.pk else Answers()
        merged, program, typed = _merge(locked, changes)
        conflicts = _conflicts(program, stored, changes, typed, seen)
        context = (around or Surroundings(locked.kind, actor)).context(merged, stored)
        evaluation = evaluate(program, merged, context, stored, given=changes.keys())
        result = Recorded(locked, evaluation, conflicts=conflicts)
        result.errors = {
            **evaluation.errors,
            **_not_asked(program, evaluation, typed, stored),
            **unknown_names(program, changes),
        }
        result.to_clear = _untold(program, evaluation, stored, changes, agreed_to_clear)
        if result.errors or result.conflicts or result.to_clear:
            return result
        _write(result, stored, actor)
    return result


def preview_answers(log: Any, changes: Mapping[str, Any], around: Surroundings | None = None) -> Evaluation:
    """Judge a log with changed answers without writing anything, for the page that is being filled in."""
    stored = log.typed_answers() if log.pk else Answers()
    merged, program, _ = _merge(log, changes)
    context = (around or Surroundings(log.kind)).context(merged, stored)
    return evaluate(program, merged, context, stored, given=changes.keys())


def evaluate_log(log: Any, around: Surroundings | None = None) -> Evaluation:
    """Judge a log as it is stored."""
    stored = log.typed_answers()
    return evaluate(log.program, stored, (around or Surroundings(log.kind)).context(stored), stored)


def delete_log(*, log: Any, actor: Any) -> None:
    """Mark a log as deleted; the department is told of it with the next export."""
    with transaction.atomic():
        locked = type(log).objects.select_for_update(of=("self",)).get(pk=log.pk)
        if locked.is_deleted:
            return
        before = locked.status
        locked.status = LogStatus.DELETED
        locked.discarded_at = locked.updated_at = now()
        locked.updated_by = actor
        locked.duplicate_key = ""
        locked.version += 1
        _save(locked)
        write_history(locked, "-", {"status": [before, LogStatus.DELETED]}, actor)
        mark_changed(locked.kind.log_type, [locked.pk])


def _merge(log: Any, changes: Mapping[str, Any]) -> tuple[Answers, Program, Answers]:
    """The log's answers (of a new one, what it starts with) with the changes laid over them."""
    kind = log.kind
    day = log.date
    if kind.date_field in changes:
        given = parse_date(changes[kind.date_field]) if not is_blank(changes[kind.date_field]) else None
        day = given if isinstance(given, date) else day
    program = kind.program_for(day)
    typed, bad = parse(program, changes)
    merged = log.typed_answers()
    merged.update(typed)
    for name in bad:
        merged[name] = changes[name]
    return merged, program, typed


def _conflicts(
    program: Program,
    stored: Answers,
    changes: Mapping[str, Any],
    typed: Answers,
    seen: Mapping[str, Any] | None,
) -> list[Conflict]:
    if seen is None:
        return []
    before, _ = parse(program, seen)
    return [
        Conflict(name, changes[name], stored[name])
        for name in changes
        if name in before and stored[name] != before[name] and stored[name] != typed[name]
    ]


def _not_asked(program: Program, evaluation: Evaluation, typed: Answers, stored: Answers) -> dict[str, list[Problem]]:
    """An answer that was just given although its question is not asked."""
    found: dict[str, list[Problem]] = {}
    for name, value in typed.items():
        if value is not None and value != stored[name] and name in evaluation.cleared:
            label = program.questionnaire.label(name)
            found[name] = [Problem("not_asked", f"{label} is not asked for this log, so it cannot be answered")]
    return found


def _untold(
    program: Program,
    evaluation: Evaluation,
    stored: Answers,
    changes: Mapping[str, Any],
    agreed: Iterable[str] | None,
) -> dict[str, Cleared]:
    """Stored answers that would go although the caller neither changed them nor agreed to lose them."""
    if agreed is None:
        return {}
    known = {*agreed, *changes}
    questions = program.questionnaire.by_field
    return {
        name: cleared
        for name, cleared in evaluation.cleared.items()
        if name not in known and not is_blank(stored[name]) and (name in questions or name not in program.known_fields)
    }


def _write(result: Recorded, stored: Answers, actor: Any) -> None:
    log, answers = result.log, result.evaluation.answers
    created = log.pk is None
    changes = difference(
        {name: value for name, value in stored.items() if value is not None},
        {name: value for name, value in answers.items() if value is not None},
    )
    status = CODE_OF[result.evaluation.status]
    standing = log.pending_status if log.status == LogStatus.PENDING else log.status
    if not created and not changes and standing == status:
        result.saved = True
        return
    apply_answers(log, answers)
    if log.status == LogStatus.PENDING:
        log.pending_status = status
    else:
        log.status = status
    log.updated_at = now()
    log.updated_by = actor
    if created and log.created_by_id is None:
        log.created_by = actor
    log.version += 1
    _save(log)
    write_history(log, "+" if created else "~", changes, actor)
    mark_changed(log.kind.log_type, [log.pk])
    result.saved, result.changes = True, changes


def apply_answers(log: Any, answers: Mapping[str, Any]) -> None:
    """Lay answers out over the row: references and copies in columns, the rest in the document."""
    kind = log.kind
    for name, column in kind.reference_columns.items():
        setattr(log, column, answers.get(name))
    for name, column in kind.copied_columns.items():
        value = answers.get(name)
        text = type(log)._meta.get_field(column).get_internal_type() == "CharField"
        setattr(log, column, ("" if value is None else value) if text else value)
    log.date = answers.get(kind.date_field)
    log.collection_year = collection_year(log.date) if log.date else None
    log.duplicate_key = kind.duplicate_key(answers) or ""
    log.answers = to_stored(answers, frozenset(kind.reference_columns))
    log.settle()


def _save(log: Any) -> None:
    log.skip_history_when_saving = True
    log.save()
