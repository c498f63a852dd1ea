"""Giving logs to somebody else to complete: what that would do, and doing it through the write door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orgs import access
from portal.clock import today
from portal.logs.choices import homes_of_assignees
from portal.logs.contexts import Contexts
from portal.logs.models import Log
from portal.logs.record import CHUNK, LogChange, Recorded, foresee, record_many
from portal.windows import Windows, load_windows

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Staying:
    """A log that is not given to the person, with the reason."""

    log: Log
    reason: str


@dataclass(slots=True)
class Reassignment:
    """Which of some logs go to the person, and which stay with whoever has them."""

    going: list[Log] = field(default_factory=list)
    staying: list[Staying] = field(default_factory=list)


def plan_reassignment(*, actor: User, logs: Sequence[Log], person: User) -> Reassignment:
    """What reassigning these logs of one kind would do, judged as the write door will; changes nothing."""
    plan = _allowed(actor, logs, person)
    if plan.going:
        changes = _changes(plan.going, person)
        _sort(plan, foresee(changes, Contexts(plan.going[0].kind, actor)))
    return plan


def reassign(*, actor: User, logs: Sequence[Log], person: User) -> Reassignment:
    """Reassign what can be; each log by itself, so one that is refused leaves the others alone."""
    plan = _allowed(actor, logs, person)
    changes = _changes(plan.going, person)
    results = [
        result
        for first in range(0, len(changes), CHUNK)
        for result in record_many(changes[first : first + CHUNK], actor=actor)
    ]
    _sort(plan, results)
    return plan


def why_not_reassign(user: User, log: Log, windows: Windows) -> str:
    """Why this user cannot give the log to anybody; empty when they can."""
    if not access.can(user, "reassign", log):
        return "You cannot reassign logs of its organisations"
    if not windows.log_open_for_editing(log.date, today()):
        return "Its collection year is closed for changes"
    return ""


def _allowed(actor: User, logs: Sequence[Log], person: User) -> Reassignment:
    windows = load_windows()
    plan = Reassignment()
    for log in logs:
        if reason := why_not_reassign(actor, log, windows) or _why_not_to(actor, log, person):
            plan.staying.append(Staying(log, reason))
        else:
            plan.going.append(log)
    return plan


def _why_not_to(actor: User, log: Log, person: User) -> str:
    if log.assigned_to_id == person.pk:
        return f"It is assigned to {person.name} already"
    if not person.is_active:
        return f"{person.name} can no longer sign in"
    if person.organisation_id not in homes_of_assignees(actor, log):
        return f"{person.name} belongs to an organisation that does not complete it"
    if not access.can(person, "change", log):
        return f"{person.name} could not see or change it"
    return ""


def _changes(logs: Sequence[Log], person: User) -> list[LogChange]:
    # Agreed to clear nothing: an answer that would go is a reason to leave the log as it is.
    return [LogChange(log, {"assigned_to_id": person.pk}, None, frozenset()) for log in logs]


def _sort(plan: Reassignment, results: Sequence[Recorded]) -> None:
    judged, plan.going = plan.going, []
    for log, result in zip(judged, results, strict=True):
        if result.refused:
            plan.staying.append(Staying(log, _refusal(result)))
        else:
            plan.going.append(log)


def _refusal(result: Recorded) -> str:
    if result.errors:
        return "Some of its answers have to change first"
    return "It would lose other answers"
