"""Keeping at hand what this save changes, for the rules that speak of changes; and who a log stays assigned to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.logs import derivations as shared
from portal.questionnaire.answers import Answers, Changes
from sales.derivations.registry import DERIVATIONS

if TYPE_CHECKING:
    from sales.context import SalesContext


@DERIVATIONS.lookup(reads=(), sets=())
def note_changes(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """The rules on new organisations, new UPRNs and changed completion dates ask what the stored log says."""
    shared.note_changes(log, changes, ctx)


@DERIVATIONS.lookup(reads=("managing_organisation_id", "owning_organisation_id"), sets=("assigned_to_id",))
def leave_assignee_of_neither_organisation(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """When support moves a log to other organisations, it is for them to say who it is assigned to."""
    shared.leave_assignee_of_neither_organisation(log, ctx)
