"""From judged rows to logs: in chunks that commit, through the write door, each row once however often it is delivered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.staff_sessions import note
from orgs.access import can
from portal.clock import now
from portal.jobs.collecting import collected_by_hand
from portal.jobs.models import check_transition
from portal.jobs.work import hand_out
from portal.logs.contexts import Contexts
from portal.logs.kind import LogKind
from portal.logs.kinds import kind_named
from portal.logs.locks import LogLocks
from portal.logs.models import Log
from portal.logs.record import LogChange, Recorded, delete_logs, record_many
from portal.logs.status import CreationMethod
from portal.logs.uploads.comparing import error_at, plain_error
from portal.logs.uploads.judging import count_rows, write_rows
from portal.logs.uploads.limits import CHUNK
from portal.logs.uploads.matching import reference_of
from portal.logs.uploads.meanwhile import not_added_meanwhile, wait_for_turn
from portal.logs.uploads.models import UNDO_WITHIN, ExternalReference, Submission, SubmissionRow, SubmissionState
from portal.logs.uploads.people import agents_of, allowed_owners
from portal.logs.uploads.sandbox import forget_trial_logs
from portal.logs.uploads.tally import tally
from portal.logs.uploads.verdict import Category, RowError
from portal.questionnaire.rules import Problem

Outcome = SubmissionRow.Outcome
NO_LONGER = "upload.no_longer"
NOTHING_READY = "Nothing was added, because no row is ready. Correct the rows, or choose to add those with gaps or warnings as well."


class CannotAccept(Exception):
    """The submission is in no state to be accepted, or not all of its rows are right."""


def require_right(user: User, submission: Submission) -> None:
    """Whoever acts may create logs for the organisation that delivered the rows; asked again by the job."""
    if not user.is_active or not can(user, "create_log", submission.organisation):
        raise PermissionDenied


def accept(*, submission: Submission, actor: User, with_incomplete: bool = False, only_if_all: bool = False) -> None:
    """Have the rows that are ready added as logs; the rest waits to be corrected."""
    require_right(actor, submission)
    with transaction.atomic():
        locked = Submission.objects.select_for_update().get(pk=submission.pk)
        if locked.state != SubmissionState.JUDGED:
            raise CannotAccept("These rows are being checked or have been dealt with already.")
        if locked.sender_has_left:
            raise CannotAccept(
                "Whoever sent these rows has moved to another organisation: they have to be checked again."
            )
        if only_if_all and not_ready(locked, with_incomplete).exists():
            raise CannotAccept("Nothing was added, because some rows are not right yet.")
        if not locked.rows.filter(outcome__in=wanted_outcomes(with_incomplete)).exists():
            raise CannotAccept(NOTHING_READY)
        locked.state = SubmissionState.ACCEPTING
        locked.accepted_by, locked.accepted_at = actor, now()
        locked.with_incomplete = with_incomplete
        locked.nothing_done_yet()
        locked.save()
        note(model="upload", name=str(locked), action="accepted", pk=locked.pk)
        hand_out(locked)


def take_over(*, submission: Submission, actor: User) -> None:
    """Have rows whose sender has left checked again for a colleague; what was added stays as it is."""
    require_right(actor, submission)
    with transaction.atomic():
        locked = Submission.objects.select_for_update().get(pk=submission.pk)
        if not locked.sender_has_left or locked.cleared_at is not None:
            raise CannotAccept("These rows need not be taken over.")
        check_transition(locked, SubmissionState.JUDGING)
        locked.rows.exclude(outcome=Outcome.ADDED).update(outcome=Outcome.WAITING, log_id=None, seen=None)
        locked.state, locked.taken_over_by, locked.error = SubmissionState.JUDGING, actor, ""
        locked.nothing_done_yet()
        locked.save()
        note(model="upload", name=str(locked), action="taken over", pk=locked.pk)
        hand_out(locked)


def cancel(*, submission: Submission, actor: User) -> None:
    """Give the rows that are no logs up: they are deleted at once; who, when and how many stay."""
    require_right(actor, submission)
    with transaction.atomic():
        locked = Submission.objects.select_for_update().get(pk=submission.pk)
        if SubmissionState.CANCELLED not in Submission.TRANSITIONS[locked.state]:
            raise CannotAccept("These rows cannot be given up now.")
        locked.rows.exclude(outcome=Outcome.ADDED).delete()
        locked.group_corrections.all().delete()
        locked.error_groups.all().delete()
        if locked.rows.exists():  # they say where logs come from, and can still be undone
            tally(locked.pk, list(locked.rows.filter(error_count__gt=0).only("number", "errors")), {})
            locked.state, locked.finished_at = SubmissionState.ACCEPTED, now()
            count_rows(locked)
        else:
            locked.state, locked.finished_at, locked.cleared_at = SubmissionState.CANCELLED, now(), now()
            locked.header = []
        locked.save()
        note(model="upload", name=str(locked), action="cancelled", pk=locked.pk)


def wanted_outcomes(with_incomplete: bool) -> list[str]:
    """Which rows are added."""
    if with_incomplete:
        return [Outcome.READY, Outcome.WARNED, Outcome.INCOMPLETE]
    return [Outcome.READY]


def not_ready(submission: Submission, with_incomplete: bool) -> Any:
    """Rows that stand in the way of adding all."""
    fine = [Outcome.READY, Outcome.UNCHANGED, Outcome.ADDED]
    if with_incomplete:
        fine += [Outcome.WARNED, Outcome.INCOMPLETE]
    return submission.rows.exclude(outcome__in=fine)


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


def can_be_undone(submission: Submission, at: datetime) -> bool:
    """For a day after the rows were added, while nothing is being done with them."""
    accepted = submission.accepted_at
    at_rest = SubmissionState.JUDGING in Submission.TRANSITIONS[submission.state] and submission.cleared_at is None
    return bool(at_rest and submission.created_count and accepted and at - accepted <= UNDO_WITHIN)


def undo(*, submission: Submission, actor: User) -> tuple[int, list[int]]:
    """Delete the logs that this upload created and nobody has touched since: how many, and which others it left."""
    require_right(actor, submission)
    kind = kind_named(submission.log_type)
    with transaction.atomic():
        locked = Submission.objects.select_for_update().get(pk=submission.pk)
        if not can_be_undone(locked, now()):
            hours = UNDO_WITHIN.days * 24
            text = (
                f"Uploads can be undone once, for {hours} hours, and not while their rows are being checked or added."
            )
            raise CannotAccept(text)
        ids = list(locked.rows.filter(outcome=Outcome.ADDED, created_log=True).values_list("log_id", flat=True))
        own = locked.logs_for(actor).filter(pk__in=ids, bulk_upload_id=locked.pk).values_list("pk", flat=True)
        untouched = [log for log in _held(kind, own, actor) if log.version <= 1]
        if locked.is_test:
            forget_trial_logs(kind, [log.pk for log in untouched])
        else:
            delete_logs(logs=untouched, actor=actor)
        note(model="upload", name=str(locked), action="undone", pk=locked.pk)
        gone = {log.pk for log in untouched}
        ExternalReference.objects.filter(log_type=locked.reference_space, log_id__in=gone).delete()
        locked.rows.filter(log_id__in=gone).update(outcome=Outcome.WAITING, log_id=None, created_log=False, seen=None)
        if locked.sender_has_left:  # the rows are checked again, for whoever asked
            locked.taken_over_by = actor
        locked.state, locked.created_count = SubmissionState.JUDGING, locked.created_count - len(gone)
        locked.nothing_done_yet()
        locked.save()
        hand_out(locked)
    return len(gone), sorted({pk for pk in ids if pk is not None} - gone)


def _held(kind: LogKind, ids: Iterable[int], actor: User) -> list[Log]:
    """These logs as they are now, after whoever is changing one of them, and before whoever wants to."""
    locks = LogLocks(kind)
    locks.hold([], [actor.pk])
    return list(locks.logs(ids).values())
