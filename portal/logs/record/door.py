"""The one write door: the only code that changes the answers of logs, one or a chunk of them.

It locks what the logs refer to and the logs themselves, merges only what the sender changed, judges, and writes rows
and history in one transaction; triggers mark the change. A log is not written when there is an error, when somebody
else changed the same answer meanwhile, or when other answers would be cleared that the sender has not agreed to lose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import transaction

from portal.clock import now
from portal.history import SystemJob
from portal.logs.answers_json import to_stored
from portal.logs.contexts import Contexts
from portal.logs.history import difference
from portal.logs.locks import LogLocks
from portal.logs.models import Log
from portal.logs.record.listeners import tell_refused
from portal.logs.record.set_aside import set_aside, with_returned
from portal.logs.record.store import CHANGED, CREATED, DELETED, Write, write
from portal.logs.record.verdicts import LogChange, Merged, Recorded, agreed, judge_in, merge, outcome
from portal.logs.status import CODE_OF, LogStatus
from portal.questionnaire.evaluation import Evaluation
from portal.retrying import retried
from portal.windows.dates import collection_year

if TYPE_CHECKING:
    from accounts.models import User

CHUNK = 250
"""How many logs one transaction changes where all or nothing is not promised."""


def record_answers(  # noqa: PLR0913 - a use case names each thing that it takes
    *,
    log: Log,
    changes: Mapping[str, Any],
    actor: User | SystemJob,
    seen: Mapping[str, Any] | None = None,
    agreed_to_clear: Iterable[str] | None = None,
    contexts: Contexts | None = None,
    locks: LogLocks | None = None,
) -> Recorded:
    """Change answers of a log (a new one is created by the first save); see `LogChange` for what the words mean.

    `contexts` are facts that the caller has read already for the same log and actor; they count only where the
    caller had the `locks` before.
    """
    change = LogChange(log, changes, seen, agreed(agreed_to_clear))
    (result,) = record_many([change], actor=actor, contexts=contexts, locks=locks)
    return result


@retried
def record_many(
    wanted: Sequence[LogChange],
    *,
    actor: User | SystemJob,
    contexts: Contexts | None = None,
    locks: LogLocks | None = None,
) -> list[Recorded]:
    """Change answers of many logs of one kind at once: what comes of each is what `record_answers` would make of it.

    The number of queries does not depend on how many there are. A log that is refused leaves the others alone.
    """
    if not wanted:
        return []
    kind = wanted[0].log.kind
    _check_each_once(wanted)
    person = None if isinstance(actor, SystemJob) else actor
    contexts = contexts or Contexts(kind, person)
    with transaction.atomic(savepoint=False):
        merged = _locked(wanted, person, contexts, locks or LogLocks(kind))
        results = [outcome(each, verdict) for each, verdict in merged]
        writes = [
            prepared
            for (each, _), result in zip(merged, results, strict=True)
            if not result.refused and (prepared := _prepare(result, each, person))
        ]
        write(kind.model, writes, actor)
        tell_refused(kind, [result for result in results if result.refused])
    return results


def _check_each_once(wanted: Sequence[LogChange]) -> None:
    """A chunk is judged before any of it is written, so the second change of a log would not know of the first."""
    numbers = [each.log.pk for each in wanted if each.log.pk]
    if len({each.log.kind.log_type for each in wanted}) > 1 or len(numbers) > len(set(numbers)):
        raise ValueError("a chunk holds logs of one kind, each of them once")


def _locked(
    wanted: Sequence[LogChange], person: User | None, contexts: Contexts, locks: LogLocks
) -> list[tuple[Merged, Evaluation]]:
    """The verdicts on logs that nobody else changes now, nor takes away what they refer to."""
    references = [answers for each in wanted for answers in (each.log.raw_references(), each.changes)]
    taken = locks.hold(references, [person.pk if person else None])
    rows = locks.logs(each.log.pk for each in wanted if each.log.pk)
    current = [
        LogChange(rows[each.log.pk], each.changes, each.seen, each.agreed_to_clear) if each.log.pk else each
        for each in wanted
    ]
    taken = locks.hold(row.raw_references() for row in rows.values()) or taken
    merged = [merge(each) for each in current]
    while True:
        if taken:
            contexts.forget()
        context = contexts.of_many([(each.answers, each.stored) for each in merged])
        judged = [(each, judge_in(each, context)) for each in merged]
        # What follows from the answers (the only location of a scheme) is locked as well, and then judged once more.
        taken = locks.hold(evaluation.answers for _, evaluation in judged)
        if not taken:
            return with_returned(judged, contexts)


def _prepare(result: Recorded, merged: Merged, person: User | None) -> Write | None:
    """Lay the new answers out over the row; None when nothing changes."""
    log, answers = result.log, result.evaluation.answers
    created = log.pk is None
    stored = to_stored(answers)
    changes = difference(to_stored(merged.stored), stored)
    result.saved = True
    status = CODE_OF[result.evaluation.status]
    standing = log.pending_status if log.status == LogStatus.PENDING else log.status
    if not created and not changes and standing == status:
        return None
    log.set_aside = set_aside(merged, result.evaluation)
    apply_answers(log, answers, stored)
    log.unanswered_warnings = result.evaluation.unanswered_warnings
    log.confirmed_warnings = result.evaluation.confirmed_warnings
    if log.status == LogStatus.PENDING:
        log.pending_status = status
    else:
        log.status = status
    log.updated_at = now()
    log.updated_by = person
    if created and log.created_by_id is None:
        log.created_by = person
    log.version += 1
    result.changes = changes
    return Write(log, CREATED if created else CHANGED, changes)


def apply_answers(log: Log, answers: Mapping[str, Any], stored: dict[str, Any]) -> None:
    """Lay answers out over the row: references and copies in columns, the rest, in its stored form, in the document."""
    kind = log.kind
    for name, column in kind.reference_columns.items():
        setattr(log, column, answers.get(name))
    texts = _text_columns(type(log))
    for name, column in kind.copied_columns.items():
        value = answers.get(name)
        setattr(log, column, "" if value is None and column in texts else value)
    log.date = answers.get(kind.date_field)
    log.collection_year = collection_year(log.date) if log.date else None
    log.questionnaire_version = kind.program_for(log.date).version
    log.duplicate_key = kind.duplicate_key(answers) or ""
    log.answers = dict(stored)
    for name in kind.reference_columns:
        log.answers.pop(name, None)
    log.after_answers()


@cache
def _text_columns(model: type[Log]) -> frozenset[str]:
    """Columns in which nothing is an empty text."""
    return frozenset(field.attname for field in model._meta.concrete_fields if field.get_internal_type() == "CharField")


def delete_log(*, log: Log, actor: User) -> None:
    """Mark a log as deleted; the department is told of it with the next export."""
    delete_logs(logs=[log], actor=actor)


@retried
def delete_logs(*, logs: Iterable[Log], actor: User) -> int:
    """Mark logs of one kind as deleted, all or none; how many were not deleted before."""
    chosen = list(logs)
    if not chosen:
        return 0
    model = type(chosen[0])
    with transaction.atomic(savepoint=False):
        locks = LogLocks(model.kind)
        locks.hold([], [actor.pk])
        rows = locks.logs(log.pk for log in chosen)
        writes = [_mark_deleted(row, actor) for row in rows.values() if not row.is_deleted]
        write(model, writes, actor)
    return len(writes)


def _mark_deleted(log: Log, actor: User) -> Write:
    before = log.status
    log.status = LogStatus.DELETED
    log.discarded_at = log.updated_at = now()
    log.updated_by = actor
    log.duplicate_key = ""
    log.version += 1
    return Write(log, DELETED, {"status": [before, LogStatus.DELETED]})
