"""What comes first: what this save changes, and who the log is assigned to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.derivations.registry import DERIVATIONS
from portal.logs.derivations import leave_assignee_of_neither_organisation, note_changes
from portal.questionnaire.answers import Answers, Changes

if TYPE_CHECKING:
    from lettings.context import LettingsContext

DERIVATIONS.lookup(reads=(), sets=())(note_changes)


@DERIVATIONS.lookup(reads=("managing_organisation_id", "owning_organisation_id"), sets=("assigned_to_id",))
def leave_assignee(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """When support moves a log to other organisations, it is for them to say who it is assigned to."""
    leave_assignee_of_neither_organisation(log, ctx)
