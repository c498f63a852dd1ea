"""From a draft to a version in force: sent for approval, approved by a second person, called off, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from portal.clock import now
from portal.years.canonical import checksum
from portal.years.checks import Finding, Level, check
from portal.years.difference import difference
from portal.years.drafts import DraftError, append, guard, open_draft, start_draft, tree_of
from portal.years.effects import Effect, effect_of_all
from portal.years.mapping import mapping_of
from portal.years.models import CalledOff, DifferenceRead, Draft, QuestionnaireVersion
from portal.years.operations import Operation
from portal.years.scenes import scene_of
from portal.years.tree import Tree
from portal.years.words import sentences

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Readiness:
    """What stands between a draft and its publication."""

    errors: tuple[Finding, ...]
    open_warnings: tuple[Finding, ...]
    answered_warnings: tuple[tuple[Finding, str], ...]
    changes: tuple[Operation, ...]
    effect: Effect | None
    outdated: bool

    @property
    def reasons_against(self) -> list[str]:
        """Why it cannot be published, in sentences; none when it can."""
        found = []
        if not self.changes:
            found.append("The draft changes nothing.")
        if self.errors:
            found.append(f"Put right what the checks found: {_count(len(self.errors), 'error')}.")
        if self.open_warnings:
            found.append(f"Give a reason for each warning: {_count(len(self.open_warnings), 'warning')} without one.")
        if self.outdated:
            found.append("A newer version of this year was published. Take it over first.")
        return found


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def readiness(draft: Draft, tree: Tree | None = None) -> Readiness:
    """All that is checked before publication, from the draft as it is now."""
    tree = tree or tree_of(draft)
    base = draft.base.tree
    findings = check(scene_of(draft, tree))
    reasons = dict(draft.reasons.values_list("finding", "reason"))
    changes = difference(base, Tree(tree.document()))
    warnings = [one for one in findings if one.level is Level.WARNING]
    effect = effect_of_all(base, changes)
    errors = [one for one in findings if one.level is Level.ERROR]
    if effect is Effect.BREAKING and not draft.is_new_year:
        errors.extend(_breaking(base, changes))
    mapping = [row.finding for row in mapping_of(base, tree)] if draft.is_new_year else []
    errors.extend(one for one in mapping if one.identity not in reasons)
    warnings.extend(one for one in mapping if one.identity in reasons)
    newest = QuestionnaireVersion.objects.latest_standing(draft.log_type, draft.year)
    return Readiness(
        errors=tuple(errors),
        open_warnings=tuple(one for one in warnings if one.identity not in reasons),
        answered_warnings=tuple((one, reasons[one.identity]) for one in warnings if one.identity in reasons),
        changes=tuple(changes),
        effect=effect,
        outdated=newest is not None and newest != draft.base,
    )


def _breaking(base: Tree, changes: list[Operation]) -> list[Finding]:
    """Within a year nobody may change what answers mean."""
    return [
        Finding(
            "breaking",
            Level.ERROR,
            one.target,
            f"{one.text} Logs of this year have answers that would mean something else.",
            "Undo it, or make the change in a new year.",
        )
        for one in sentences(base, changes)
        if one.effect is Effect.BREAKING
    ]


def note_reading(*, draft: Draft, by: User) -> None:
    """Somebody opened the difference of the draft as it is."""
    DifferenceRead.objects.get_or_create(draft=draft, revision=draft.revision, by=by)


def submit(*, draft: Draft, moment: datetime, note: str, by: User, reopens: bool = False) -> None:
    """Ask for approval: from when, what landlords should read, and whether completed logs are opened again."""
    guard(by)
    with transaction.atomic():
        locked = Draft.objects.select_for_update().select_related("base").get(pk=draft.pk)
        if locked.state != Draft.State.EDITING:
            raise DraftError("This draft waits for approval or is closed.")
        if not note.strip():
            raise DraftError("Enter what changes, in a sentence or two.")
        _check_moment(locked, moment)
        if against := readiness(locked).reasons_against:
            raise DraftError(" ".join(against))
        locked.state, locked.submitted_by, locked.submitted_at = Draft.State.SUBMITTED, by, now()
        locked.effective_from, locked.note, locked.reopens = moment, note.strip(), reopens
        locked.save(update_fields=["state", "submitted_by", "submitted_at", "effective_from", "note", "reopens"])


def _check_moment(draft: Draft, moment: datetime) -> None:
    if moment <= now():
        raise DraftError("The moment must be in the future.")
    before = QuestionnaireVersion.objects.latest_standing(draft.log_type, draft.year)
    if before and moment < before.effective_from:
        raise DraftError("The version before this one comes into force later. Choose a later moment.")


def send_back(*, draft: Draft, by: User) -> None:
    """Return a draft to its editors."""
    guard(by)
    with transaction.atomic():
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        if locked.state != Draft.State.SUBMITTED:
            raise DraftError("This draft does not wait for approval.")
        locked.state = Draft.State.EDITING
        locked.save(update_fields=["state"])


def reason_not_to_approve(draft: Draft, user: User) -> str:
    """Why this person may not approve the draft; empty when they may."""
    if draft.state != Draft.State.SUBMITTED:
        return "This draft does not wait for approval."
    if draft.submitted_by_id == user.pk:
        return "You sent this draft for approval, so somebody else approves it."
    if draft.edits.filter(by=user, undone_at=None).exists():
        return "You edited this draft, so somebody else approves it."
    if not draft.readings.filter(by=user, revision=draft.revision).exists():
        return "Read what changes before you approve it."
    return ""


def approve(*, draft: Draft, by: User) -> QuestionnaireVersion:
    """Make the version; everything is checked once more in the same transaction."""
    guard(by)
    with transaction.atomic():
        locked = Draft.objects.select_for_update().select_related("base").get(pk=draft.pk)
        if reason := reason_not_to_approve(locked, by):
            raise DraftError(reason)
        moment = locked.effective_from
        if moment is None:
            raise DraftError("The draft has no moment from which it is in force.")
        _check_moment(locked, moment)
        tree = tree_of(locked)
        ready = readiness(locked, tree)
        if ready.reasons_against:
            raise DraftError(" ".join(ready.reasons_against))
        version = _version(locked, tree, ready, moment, by)
        locked.state, locked.version = Draft.State.PUBLISHED, version
        locked.save(update_fields=["state", "version"])
        return version


def _version(draft: Draft, tree: Tree, ready: Readiness, moment: datetime, by: User) -> QuestionnaireVersion:
    text = tree.text()
    last = QuestionnaireVersion.objects.of(draft.log_type, draft.year).order_by("-number").first()
    reasons = [{"warning": finding.text, "reason": reason} for finding, reason in ready.answered_warnings]
    return QuestionnaireVersion.objects.create(
        log_type=draft.log_type,
        year=draft.year,
        number=last.number + 1 if last else 1,
        content=text,
        checksum=checksum(text),
        based_on=draft.base,
        note=draft.note,
        effect=ready.effect,
        author=draft.submitted_by,
        approver=by,
        acknowledged=reasons,
        reopens=draft.reopens,
        effective_from=moment,
    )


def call_off(*, version: QuestionnaireVersion, reason: str, by: User) -> None:
    """Stop a version whose moment has not come."""
    guard(by)
    if not reason.strip():
        raise DraftError("Enter why it is called off.")
    with transaction.atomic():
        newest = QuestionnaireVersion.objects.latest_standing(version.log_type, version.year)
        if version.effective_from <= now():
            raise DraftError("This version is in force. Withdraw it with a new version instead.")
        if newest != version:
            raise DraftError("A later version was made from this one. Call that one off first.")
        CalledOff.objects.create(version=version, by=by, reason=reason.strip())


def withdraw(*, version: QuestionnaireVersion, by: User) -> Draft:
    """Start the way back: a draft that brings again what stood before this version."""
    guard(by)
    before = version.based_on
    if before is None or before.year != version.year:
        raise DraftError("There is no earlier version of this year to go back to.")
    if open_draft(version.log_type, version.year):
        raise DraftError("There is a draft of this year already. Publish it or give it up first.")
    with transaction.atomic():
        draft = start_draft(log_type=version.log_type, year=version.year, by=by)
        append(draft, draft.base.tree, difference(draft.base.tree, before.tree), by)
    return draft
