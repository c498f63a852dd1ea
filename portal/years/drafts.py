"""Drafts: started from a version, edited by one operation after another, each of which can be undone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from portal.clock import now
from portal.years.mapping import CONFIRMED, mapping_of, seen, without_mapping
from portal.years.models import Draft, DraftEdit, QuestionnaireVersion, WarningReason
from portal.years.operations import Add, EditError, Operation, Set, folded, meets, read_operation, stands_on
from portal.years.shapes import problem_with
from portal.years.tree import ROOT, Tree
from portal.years.words import ATTRIBUTE_WORDS, sentences

if TYPE_CHECKING:
    from accounts.models import User


class DraftError(ValueError):
    """What cannot be done with a draft now; the message says why."""


class EditConflict(DraftError):
    """Somebody else changed the same thing meanwhile; carries their edit and what was to be done."""

    def __init__(self, theirs: DraftEdit, mine: Sequence[Operation]) -> None:
        super().__init__("Somebody else has changed the same thing since you opened this page.")
        self.theirs = theirs
        self.mine = tuple(mine)


def may_edit(user: User) -> bool:
    """Questionnaires are the department's: support edits and publishes them."""
    return bool(user.is_active and user.is_support)


def guard(user: User) -> None:
    """Refuse everybody else, whichever page they came by."""
    if not may_edit(user):
        raise PermissionDenied


def operations_of(draft: Draft) -> list[Operation]:
    """The operations that stand, in order."""
    return [read_operation(one) for edit in standing_edits(draft) for one in edit.operations]


def standing_edits(draft: Draft) -> list[DraftEdit]:
    """The edits that were not undone, in order."""
    return list(draft.edits.filter(undone_at=None).order_by("number").select_related("by"))


def tree_of(draft: Draft) -> Tree:
    """The document as it is now."""
    return folded(draft.base.tree, operations_of(draft))


def start_draft(*, log_type: str, year: int, by: User) -> Draft:
    """Open a draft of a year that has a version; there is one at a time, which everybody works on."""
    guard(by)
    base = QuestionnaireVersion.objects.latest_standing(log_type, year)
    if base is None:
        raise DraftError(f"There is no questionnaire of {year} yet. Start it as a copy of another year.")
    return _open(log_type, year, base, by)


def clone_year(*, log_type: str, year: int, source: int, by: User) -> Draft:
    """Start a new year as a copy of another: every id kept, its own year put in the title."""
    guard(by)
    if QuestionnaireVersion.objects.of(log_type, year).standing().exists():
        raise DraftError(f"{year} has a questionnaire already. Open a draft of it instead.")
    base = QuestionnaireVersion.objects.latest_standing(log_type, source)
    if base is None:
        raise DraftError(f"There is no questionnaire of {source} to copy.")
    with transaction.atomic():
        draft = _open(log_type, year, base, by)
        tree = base.tree
        title = str(tree[ROOT].attrs.get("title", ""))
        moved = re.sub(r"\b20\d\d\b", lambda found: str(int(found[0]) + year - source), title)
        dated = [Set(ROOT, "year", source, year), Set(ROOT, "title", title, moved)]
        append(draft, tree, [*dated, *without_mapping(tree)], by)
    return draft


def _open(log_type: str, year: int, base: QuestionnaireVersion, by: User) -> Draft:
    if open_draft(log_type, year):
        raise DraftError("There is a draft of this year already.")
    return Draft.objects.create(log_type=log_type, year=year, base=base, created_by=by)


def open_draft(log_type: str, year: int) -> Draft | None:
    """The draft of a year that people are working on."""
    states = [Draft.State.EDITING, Draft.State.SUBMITTED]
    return Draft.objects.filter(log_type=log_type, year=year, state__in=states).first()


def edit(*, draft: Draft, operations: Sequence[Operation], seen: int, by: User) -> DraftEdit | None:
    """Make an edit on what somebody saw; None when it changes nothing.

    Edits of others since then are kept; where one of them is about the same thing, EditConflict tells whose.
    """
    guard(by)
    with transaction.atomic():
        locked = _locked(draft)
        since = locked.edits.filter(number__gt=seen).select_related("by").order_by("number")
        for theirs in since:
            made = [read_operation(one) for one in theirs.operations]
            if any(meets(operation, made) for operation in operations):
                raise EditConflict(theirs, operations)
        return append(locked, tree_of(locked), operations, by)


def append(draft: Draft, tree: Tree, operations: Sequence[Operation], by: User) -> DraftEdit | None:
    """Write the edit down, behind the others; None when it changes nothing. The draft is locked or new."""
    _refuse_shapes(operations)
    after = folded(tree, operations)
    if after.text() == tree.text():
        return None
    draft.revision += 1
    draft.save(update_fields=["revision"])
    words = [one.text for one in sentences(tree, operations)]
    return DraftEdit.objects.create(
        draft=draft, number=draft.revision, operations=[one.as_json() for one in operations], words=words, by=by
    )


def _refuse_shapes(operations: Sequence[Operation]) -> None:
    """Checks, difference and previews rely on what an attribute looks like, so nothing else gets in."""
    for operation in operations:
        given = [(operation.attr, operation.after)] if isinstance(operation, Set) else []
        if isinstance(operation, Add):
            given = [pair for part in operation.branch.parts() for pair in part.attrs.items()]
        for attr, value in given:
            if problem := problem_with(attr, value):
                raise EditError(f"{ATTRIBUTE_WORDS.get(attr, attr).capitalize()} {problem}.")


def undo(*, draft: Draft, number: int, by: User) -> DraftEdit:
    """Take one edit back. What later edits stand on stays until those are undone, and the message names one."""
    guard(by)
    with transaction.atomic():
        locked = _locked(draft)
        edits = standing_edits(locked)
        undone = next((one for one in edits if one.number == number), None)
        if undone is None:
            raise DraftError("This edit was undone already.")
        if later := needed_by(undone, edits):
            raise DraftError(f"Undo the later edit first: {later.words[0] if later.words else later}")
        rest = [read_operation(one) for other in edits if other.pk != undone.pk for one in other.operations]
        try:
            folded(locked.base.tree, rest)
        except EditError as problem:
            raise DraftError(f"This cannot be undone by itself. {problem}") from problem
        undone.undone_by, undone.undone_at = by, now()
        undone.save(update_fields=["undone_by", "undone_at"])
        return undone


def needed_by(edit: DraftEdit, edits: Sequence[DraftEdit]) -> DraftEdit | None:
    """The first later edit that stands on this one."""
    mine = [read_operation(one) for one in edit.operations]
    for later in edits:
        if later.number <= edit.number:
            continue
        theirs = [read_operation(one) for one in later.operations]
        if any(stands_on(operation, theirs) for operation in mine):
            return later
    return None


def give_up(*, draft: Draft, by: User) -> None:
    """Close a draft without publishing it; its edits stay to be read."""
    guard(by)
    with transaction.atomic():
        locked = _locked(draft, also_submitted=True)
        locked.state = Draft.State.DISCARDED
        locked.save(update_fields=["state"])


def give_reason(*, draft: Draft, finding: str, reason: str, by: User) -> None:
    """Say why a warning may stand."""
    guard(by)
    if not reason.strip():
        raise DraftError("Enter why the warning may stand.")
    WarningReason.objects.update_or_create(
        draft=draft, finding=finding, defaults={"reason": reason.strip(), "by": by, "at": now()}
    )


def confirm_mapping(*, draft: Draft, shown: str, by: User) -> None:
    """Somebody read what becomes of the answers of the year before and says that it is meant."""
    guard(by)
    with transaction.atomic():
        locked = _locked(draft)
        rows = mapping_of(locked.base.tree, tree_of(locked)) if locked.is_new_year else []
        if shown != seen(rows):
            raise DraftError("The draft has changed since you opened this page. Read it again before you confirm it.")
        for row in rows:
            WarningReason.objects.update_or_create(
                draft=locked, finding=row.finding.identity, defaults={"reason": CONFIRMED, "by": by, "at": now()}
            )


def take_over(*, draft: Draft, by: User) -> None:
    """Put the edits of a draft on the newest version of its year, when one was published meanwhile."""
    guard(by)
    with transaction.atomic():
        locked = _locked(draft)
        newest = QuestionnaireVersion.objects.latest_standing(locked.log_type, locked.year)
        if newest is None or newest == locked.base:
            return
        try:
            folded(newest.tree, operations_of(locked))
        except EditError as problem:
            raise DraftError(
                f"An edit does not fit version {newest.number}. {problem} Undo that edit first."
            ) from problem
        locked.base = newest
        locked.save(update_fields=["base"])


def _locked(draft: Draft, *, also_submitted: bool = False) -> Draft:
    locked = Draft.objects.select_for_update().select_related("base").get(pk=draft.pk)
    allowed: list[Any] = [Draft.State.EDITING, *([Draft.State.SUBMITTED] if also_submitted else [])]
    if locked.state not in allowed:
        raise DraftError("This draft is not being edited: it waits for approval or is closed.")
    return locked
