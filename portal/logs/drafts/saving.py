"""Saving a draft: what is valid is kept, what is not stays on the page and is said.

One rule for every page. An answer that is wrong, or that would take other answers with it before the person has
agreed to that, is withheld with what was said of it; all others are recorded. A log comes into being with its first
save, once it has a date and an organisation that can see it, and only once for every page that was opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from orgs import access
from portal.logs.drafts.draft import Draft
from portal.logs.drafts.reading import Sent
from portal.logs.locks import LogLocks
from portal.logs.models import Log
from portal.logs.record import Conflict, Recorded, record_answers
from portal.logs.status import LogStatus
from portal.questionnaire.evaluation import Cleared
from portal.questionnaire.rules import Problem
from portal.retrying import retried

if TYPE_CHECKING:
    from accounts.models import User
    from portal.windows import Windows

NAMED = ("owning_organisation", "managing_organisation", "assigned_to")

MOST_ROUNDS = 4
"""How often what is withheld may bring up something else that has to be withheld."""


@dataclass
class Saved:
    """What came of saving a page."""

    draft: Draft
    recorded: Recorded | None = None
    withheld: set[str] = field(default_factory=set)
    """The answers that were not kept, by name."""
    no_longer_asked: set[str] = field(default_factory=set)
    """Answers to questions that another answer on the same page has taken away, or that were never open to answer."""
    errors: dict[str, list[Problem]] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    to_clear: Mapping[str, Cleared] = field(default_factory=dict)
    created: bool = False
    completed: bool = False
    was_unresolved: bool = False
    key_before: str = ""

    @property
    def log(self) -> Log:
        """The log as it is now."""
        return self.recorded.log if self.recorded else self.draft.log

    @property
    def anything(self) -> bool:
        """Whether any answer was kept."""
        refused = self.withheld or self.draft.unreadable()
        return bool(self.recorded and self.recorded.saved and (self.recorded.changes or not refused))

    @property
    def everything(self) -> bool:
        """Whether nothing that was sent was refused."""
        return bool(self.recorded and self.recorded.saved) and not self.withheld and not self.draft.unreadable()

    @property
    def newly_alike(self) -> bool:
        """Whether the log may say the same as another one since this save."""
        return self.anything and self.log.duplicate_key not in ("", self.key_before)


@retried
def save(
    log: Log,
    person: User,
    subsection_id: str,
    sent: Sent,
    *,
    windows: Windows | None = None,
    form_token: UUID | None = None,
) -> Saved:
    """Record what can be recorded of a page.

    Everything that the verdict rests on is locked before it is read, so that one reading serves the draft and the
    write door.
    """
    try:
        with transaction.atomic():
            return _save(log, person, subsection_id, sent, windows, form_token)
    except IntegrityError:
        if form_token is None or not type(log)._default_manager.filter(form_token=form_token).exists():
            raise
        # The same page was sent twice at the same moment, and the other one was quicker.
        with transaction.atomic():
            return _save(log, person, subsection_id, sent, windows, form_token)


def _save(
    log: Log, person: User, subsection_id: str, sent: Sent, windows: Windows | None, form_token: UUID | None
) -> Saved:
    locks = LogLocks(log.kind)
    locks.hold([log.raw_references(), _references(log, sent)], [person.pk])
    log = _as_it_is_now(log, locks, form_token)
    if log.pk and not access.can(person, "change", log):
        raise PermissionDenied
    if not log.pk:
        log.form_token = form_token
    draft = Draft.of(log, person, subsection_id, sent, windows, locks)
    saved = Saved(draft, created=not log.pk, was_unresolved=bool(log.unresolved), key_before=log.duplicate_key)
    was_completed = log.status == LogStatus.COMPLETED
    _withhold_what_is_wrong(saved)
    if saved.created and not _can_begin(saved):
        return saved
    _record(saved)
    saved.completed = saved.anything and not was_completed and saved.log.status == LogStatus.COMPLETED
    return saved


def _references(log: Log, sent: Sent) -> dict[str, Any]:
    return {name: sent.get(name) for name in log.kind.reference_columns}


def _as_it_is_now(log: Log, locks: LogLocks, form_token: UUID | None) -> Log:
    """The log under its lock; where this very page has created one already, that one."""
    if not log.pk:
        made = type(log)._default_manager.filter(form_token=form_token).first() if form_token else None
        if made is None:
            return log
        log = made
    # The set-up page asks these who else may own, manage and complete the log, and which schemes there are.
    now: Log = locks.logs([log.pk], related=NAMED)[log.pk]
    return now


def _withhold_what_is_wrong(saved: Saved) -> None:
    draft = saved.draft
    unreadable = draft.unreadable()
    saved.errors = {name: messages for name, messages in draft.evaluation.errors.items() if name not in unreadable}
    saved.withheld = (unreadable | set(saved.errors)) & set(draft.changes)
    if "owning_organisation_id" in saved.withheld and "managing_organisation_id" not in draft.reading.answers:
        saved.withheld |= {"managing_organisation_id"} & set(draft.changes)
    saved.no_longer_asked = {
        name for name, value in draft.changes.items() if value is not None and name in draft.evaluation.cleared
    } | draft.not_open


def _can_begin(saved: Saved) -> bool:
    """A log begins with its date, which decides what it is asked, and with an organisation that sees it."""
    draft = saved.draft
    date_field = draft.log.kind.date_field
    answers = draft.evaluation.answers
    dated = answers[date_field] is not None and date_field not in saved.withheld
    whose = ("owning_organisation_id", "managing_organisation_id")
    return dated and any(answers[name] is not None and name not in saved.withheld for name in whose)


def _record(saved: Saved) -> None:
    """Through the write door, without what has to be withheld; what that brings up is withheld as well."""
    draft = saved.draft
    for _ in range(MOST_ROUNDS):
        left_out = saved.withheld | saved.no_longer_asked
        changes = {name: value for name, value in draft.changes.items() if name not in left_out}
        recorded = record_answers(
            log=draft.log,
            changes=changes,
            actor=draft.person,
            seen=draft.reading.seen,
            agreed_to_clear=draft.agreed_to_clear,
            contexts=draft.contexts,
            locks=draft.locks,
        )
        if recorded.saved:
            saved.recorded = recorded
            return
        saved.conflicts += [one for one in recorded.conflicts if one not in saved.conflicts]
        saved.to_clear = {**saved.to_clear, **recorded.to_clear}
        if not saved.errors:  # otherwise it only follows from what is left out, which the person did answer
            saved.errors = dict(recorded.errors)
        more = _in_the_way(recorded, changes)
        if not more:
            saved.withheld |= set(changes)
            return
        saved.withheld |= more
    saved.withheld |= set(draft.changes)


def _in_the_way(recorded: Recorded, changes: Mapping[str, Any]) -> set[str]:
    """The changes without which the rest may be recorded."""
    about = {*recorded.errors, *(one.field for one in recorded.conflicts)}
    about |= {cause for cleared in recorded.to_clear.values() for cause in cleared.because}
    return about & set(changes)
