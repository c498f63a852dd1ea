"""Where the household lived before; for a renewal, in the same home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.derivations.registry import DERIVATIONS
from lettings.place import effective_la, effective_postcode
from portal.questionnaire.answers import Answers, Changes

if TYPE_CHECKING:
    from lettings.context import LettingsContext

_NOT_KNOWN = {0: 1, 1: 0}


@DERIVATIONS.lookup(sets=("assigned_to_id",))
def leave_assignee_of_neither_organisation(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """When support moves a log to other organisations, it is for them to say who it is assigned to."""
    assignee = ctx.users.get(log["assigned_to_id"])
    owner, manager = log["owning_organisation_id"], log["managing_organisation_id"]
    if not ctx.updated_by_support or assignee is None or owner is None or manager is None:
        return
    if not assignee.belongs_to(owner, manager):
        log["assigned_to_id"] = None


@DERIVATIONS.derivation(
    sets=("ppostcode_full", "ppcodenk", "is_previous_la_inferred", "prevloc", "previous_la_known")
)
def last_settled_home(log: Answers, ctx: LettingsContext) -> None:
    """A renewal stays in its home; without a known postcode no area follows from one."""
    if log["renewal"] == 1:
        log["ppostcode_full"] = effective_postcode(log, ctx)
        log["ppcodenk"] = _NOT_KNOWN.get(log["postcode_known"])
        log["is_previous_la_inferred"] = log["is_la_inferred"]
        la = log["prevloc"] = effective_la(log, ctx)
        log["previous_la_known"] = None if la is None else 1
        return
    if log["ppcodenk"] == 0:
        return
    if log["is_previous_la_inferred"] or log["previous_la_known"] != 1:
        log["prevloc"] = None
    log["is_previous_la_inferred"] = False
    log["ppostcode_full"] = None
