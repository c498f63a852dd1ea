"""From judged rows to logs: in chunks that commit, through the write door, each row once however often it is delivered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import User
from portal.jobs.collecting import collected_by_hand
from portal.logs.contexts import Contexts
from portal.logs.kinds import kind_named
from portal.logs.models import Log
from portal.logs.record import LogChange, Recorded, record_many
from portal.logs.status import CreationMethod
from portal.logs.uploads.accepting.deciding import require_right, wanted_outcomes
from portal.logs.uploads.accepting.meanwhile import not_added_meanwhile, wait_for_turn
from portal.logs.uploads.judging import count_rows, write_rows
from portal.logs.uploads.judging.comparing import error_at, plain_error
from portal.logs.uploads.judging.matching import reference_of
from portal.logs.uploads.judging.people import agents_of, allowed_owners
from portal.logs.uploads.limits import CHUNK
from portal.logs.uploads.models import ExternalReference, Submission, SubmissionRow
from portal.logs.uploads.rows.verdict import Category, RowError
from portal.questionnaire.rules import Problem

Outcome = SubmissionRow.Outcome
NO_LONGER = "upload.no_longer"


def accept_rows(submission: Submission, progress: Callable[[int], None] = lambda done: None) -> None:
    """Add what is ready; a row that was added is not looked at again, so a second run carries on where the first ended."""
    actor = submission.accepted_by
    assert actor is not None
    require_right(actor, submission)
    done = submission.rows.filter(outcome=Outcome.ADDED).count()
    contexts = Contexts(kind_named(submission.log_type))
    last = 0
    with collected_by_hand() as collect:
        while rows := _accept_next(submission, actor, contexts, after=last):
            last = rows[-1].number
            done += len(rows)
            progress(done)
            collect()
    count_rows(submission)


def _accept_next(submission: Submission, actor: User, contexts: Contexts, *, after: int) -> list[SubmissionRow]:
    """Add the next chunk; none when the last was reached."""
    waiting = submission.rows.filter(
        outcome__in=wanted_outcomes(submission.with_incomplete), number__gt=after
    ).order_by("number")
    with transaction.atomic():
        rows = list(waiting.select_for_update().defer("not_kept")[:CHUNK])
        if rows:
            _accept_chunk(submission, actor, contexts, rows)
    return rows


def _accept_chunk(submission: Submission, actor: User, contexts: Contexts, rows: Sequence[SubmissionRow]) -> None:
    kind = contexts.kind
    wait_for_turn(submission, rows)
    allowed = not_added_meanwhile(submission, kind, _still_allowed(submission, rows), actor)
    logs = submission.logs_for(actor).in_bulk([row.log_id for row in allowed if row.log_id])
    changes, about = [], []
    for row in allowed:
        log = logs.get(row.log_id) if row.log_id else _new_log(kind.model, submission)
        if log is None:
            _refuse(submission, row, "The log that this row was about cannot be changed any more")
            continue
        changes.append(LogChange(log, row.answers, row.seen if row.log_id else None))
        about.append(row)
    results = record_many(changes, actor=actor, contexts=contexts) if changes else []
    for row, result in zip(about, results, strict=True):
        _take(submission, row, result)
    write_rows(rows, ("outcome", "errors", "error_count", "log_id", "created_log", "seen"))
    _remember_references(submission, [row for row in about if row.outcome == Outcome.ADDED])
    created = sum(row.created_log for row in about if row.outcome == Outcome.ADDED)
    changed = sum(row.outcome == Outcome.ADDED and not row.created_log for row in about)
    Submission.objects.filter(pk=submission.pk).update(
        created_count=F("created_count") + created, changed_count=F("changed_count") + changed
    )


def _new_log(model: type[Log], submission: Submission) -> Log:
    log = model(
        creation_method=CreationMethod.BULK_UPLOAD,
        bulk_upload_id=submission.pk,
        created_by=submission.created_by,
    )
    if submission.is_test:
        log.put_on_trial()
    return log


def _still_allowed(submission: Submission, rows: Sequence[SubmissionRow]) -> list[SubmissionRow]:
    """Owner and manager are held against what is in force now; rows for others are refused."""
    owners = allowed_owners(submission.organisation)
    agents = agents_of({row.answers.get("owning_organisation_id") for row in rows} & owners)
    allowed = []
    for row in rows:
        owner, manager = (row.answers.get(name) for name in ("owning_organisation_id", "managing_organisation_id"))
        manages = manager is None or manager == owner or manager in agents.get(owner, ())
        if owner is None or (owner in owners and manages):
            allowed.append(row)
        else:
            text = "Your organisation can no longer add logs for the owner or the manager of this row"
            _refuse(submission, row, text)
    return allowed


def _refuse(submission: Submission, row: SubmissionRow, text: str) -> None:
    (number, *_) = submission.layout.of_answer["owning_organisation_id"][0].fields
    row.outcome = Outcome.WRONG
    row.errors = [plain_error(RowError(number, Category.SETUP, NO_LONGER, text))]
    row.error_count = 1


def _take(submission: Submission, row: SubmissionRow, result: Recorded) -> None:
    if result.saved:
        row.created_log = row.log_id is None
        row.log_id = result.log.pk
        row.outcome = Outcome.ADDED
        return
    if result.conflicts:
        row.outcome = Outcome.CONFLICT
        row.errors = [
            _at(submission, each.field, "Somebody else has changed this answer meanwhile") for each in result.conflicts
        ]
    else:
        row.outcome = Outcome.WRONG
        refused = {name: problems[0] for name, problems in result.errors.items()}
        refused.update(
            (name, Problem(NO_LONGER, "This answer of the log would be cleared")) for name in result.to_clear
        )
        row.errors = [_at(submission, name, problem.message) for name, problem in refused.items()]
    row.error_count = len(row.errors)


def _at(submission: Submission, name: str, text: str) -> list[Any]:
    return error_at(submission.layout, name, Category.WRONG, NO_LONGER, text)


def _remember_references(submission: Submission, rows: Sequence[SubmissionRow]) -> None:
    named = [(name, row.log_id) for row in rows if (name := reference_of(submission, row))]
    ExternalReference.objects.bulk_create(
        [
            ExternalReference(
                organisation_id=submission.organisation_id,
                log_type=submission.reference_space,
                reference=name,
                log_id=log_id,
            )
            for name, log_id in named
            if log_id is not None
        ],
        ignore_conflicts=True,
    )
