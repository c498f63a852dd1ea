"""Rules on the stock owner and the managing organisation: mergers and the data sharing agreement.

What is wrong with an organisation at the start date is said twice, on the organisation's question and on the start
date, because either may be the answer to correct.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from lettings.rules.registry import RULES
from lettings.rules.setup import START
from portal.logs.facts import OrganisationFacts
from portal.logs.rules import (
    MERGING,
    agreement_missing,
    early_message,
    is_merged,
    is_too_early,
    merged_message,
    organisation_merged,
    organisation_too_early,
)
from portal.questionnaire.answers import Answers
from portal.words import day_in_words

if TYPE_CHECKING:
    from lettings.context import LettingsContext

OWNER, MANAGER = "owning_organisation_id", "managing_organisation_id"
ROLES = {OWNER: "stock owner", MANAGER: "managing organisation"}


@RULES.hard("L-H-SET-05", fields=(OWNER,), needs=("startdate", OWNER), when=MERGING)
def owner_merged(log: Answers, ctx: LettingsContext) -> str | None:
    """The stock owner must not have merged into another organisation on or before the start date."""
    return organisation_merged(log, ctx, OWNER, ROLES[OWNER], START)


@RULES.hard("L-H-SET-06", fields=(OWNER,), needs=("startdate", OWNER), when=MERGING)
def owner_not_yet_available(log: Answers, ctx: LettingsContext) -> str | None:
    """A stock owner that has taken over others must be available on the start date."""
    return organisation_too_early(log, ctx, OWNER, ROLES[OWNER], START)


@RULES.hard("L-H-SET-07", fields=(MANAGER,), needs=("startdate", MANAGER), when=MERGING)
def manager_merged(log: Answers, ctx: LettingsContext) -> str | None:
    """The managing organisation must not have merged into another one on or before the start date."""
    return organisation_merged(log, ctx, MANAGER, ROLES[MANAGER], START)


@RULES.hard("L-H-SET-08", fields=(MANAGER,), needs=("startdate", MANAGER), when=MERGING)
def manager_not_yet_available(log: Answers, ctx: LettingsContext) -> str | None:
    """A managing organisation that has taken over others must be available on the start date."""
    return organisation_too_early(log, ctx, MANAGER, ROLES[MANAGER], START)


def _same_organisation(log: Answers) -> bool:
    return bool(log[OWNER] == log[MANAGER])


def _same_merger(owner: OrganisationFacts | None, manager: OrganisationFacts | None, start: date) -> bool:
    return (
        owner is not None
        and manager is not None
        and owner.merged_by(start)
        and owner.merge_date == manager.merge_date
        and owner.absorbing_id == manager.absorbing_id
    )


@RULES.hard("L-H-SET-09", fields=("startdate",), needs=("startdate", OWNER, MANAGER), when=MERGING)
def start_after_the_organisation_merged(log: Answers, ctx: LettingsContext) -> str | None:
    """When one organisation owns and manages, the tenancy must start before it merged into another."""
    org = ctx.organisations.get(log[OWNER])
    if not _same_organisation(log) or org is None or not is_merged(org, log["startdate"]):
        return None
    return merged_message(org, "stock owner and managing organisation") + (
        "Enter a start date before that day, or choose the organisation that took over."
    )


@RULES.hard("L-H-SET-10", fields=("startdate",), needs=("startdate", OWNER, MANAGER), when=MERGING)
def start_before_the_organisation_opened(log: Answers, ctx: LettingsContext) -> str | None:
    """When one organisation owns and manages and has taken over others, the tenancy must not start before it
    became available."""
    org = ctx.organisations.get(log[OWNER])
    if not _same_organisation(log) or org is None or not is_too_early(org, log["startdate"]):
        return None
    return early_message(org, "stock owner and managing organisation") + (
        "Enter a start date from that day on, or choose the organisation that existed before."
    )


@RULES.hard("L-H-SET-11", fields=("startdate",), needs=("startdate", OWNER, MANAGER), when=MERGING)
def start_after_both_merged_together(log: Answers, ctx: LettingsContext) -> str | None:
    """When owner and manager merged into the same organisation on the same day, the tenancy must start before."""
    owner, manager = ctx.organisations.get(log[OWNER]), ctx.organisations.get(log[MANAGER])
    if _same_organisation(log) or owner is None or not _same_merger(owner, manager, log["startdate"]):
        return None
    into = f" into {owner.absorbing_name}" if owner.absorbing_name else ""
    return (
        f"The stock owner and the managing organisation both merged{into} on "
        f"{day_in_words(owner.merge_date) if owner.merge_date else ''}. "
        "Enter a start date before that day, or choose the organisation that took over."
    )


def _of_two(log: Answers, ctx: LettingsContext) -> list[tuple[str, OrganisationFacts]]:
    """Owner and manager when they are different organisations that did not merge together."""
    owner, manager = ctx.organisations.get(log[OWNER]), ctx.organisations.get(log[MANAGER])
    if _same_organisation(log) or _same_merger(owner, manager, log["startdate"]):
        return []
    return [(ROLES[field], org) for field, org in ((OWNER, owner), (MANAGER, manager)) if org is not None]


@RULES.hard("L-H-SET-12", fields=("startdate",), needs=("startdate", OWNER, MANAGER), when=MERGING)
def start_after_owner_or_manager_merged(log: Answers, ctx: LettingsContext) -> str | None:
    """When owner and manager differ, the tenancy must start before either merged into another organisation."""
    merged = [merged_message(org, role) for role, org in _of_two(log, ctx) if is_merged(org, log["startdate"])]
    if not merged:
        return None
    return "".join(merged) + "Enter an earlier start date, or choose organisations that exist on that day."


@RULES.hard("L-H-SET-13", fields=("startdate",), needs=("startdate", OWNER, MANAGER), when=MERGING)
def start_before_owner_or_manager_opened(log: Answers, ctx: LettingsContext) -> str | None:
    """When owner and manager differ, the tenancy must not start before either became available after taking over
    other organisations."""
    early = [early_message(org, role) for role, org in _of_two(log, ctx) if is_too_early(org, log["startdate"])]
    if not early:
        return None
    return "".join(early) + "Enter a later start date, or choose organisations that existed on that day."


@RULES.hard("L-H-SET-21", fields=(OWNER,), needs=(OWNER,))
def owner_without_agreement(log: Answers, ctx: LettingsContext) -> str | None:
    """A newly chosen stock owner must have accepted the data sharing agreement."""
    return agreement_missing(log, ctx, OWNER, ROLES[OWNER])


@RULES.hard("L-H-SET-22", fields=(MANAGER,), needs=(MANAGER,))
def manager_without_agreement(log: Answers, ctx: LettingsContext) -> str | None:
    """A newly chosen managing organisation must have accepted the data sharing agreement."""
    return agreement_missing(log, ctx, MANAGER, ROLES[MANAGER])
