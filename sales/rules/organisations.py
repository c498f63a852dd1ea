"""Rules on the owning organisation: mergers and the data sharing agreement.

What is wrong with the organisation on the completion date is said twice, on its question and on the date, because
either may be the answer to correct. The organisation that reports the sale is not held against anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.logs.rules import (
    MERGING,
    agreement_missing,
    early_message,
    is_merged,
    merged_message,
    organisation_merged,
    organisation_too_early,
)
from portal.questionnaire.answers import Answers
from sales.rules.registry import RULES
from sales.rules.wording import COMPLETION

if TYPE_CHECKING:
    from sales.context import SalesContext

OWNER = "owning_organisation_id"
ROLE = "owning organisation"


@RULES.hard("saledate_owning_org_merged", fields=("saledate",), needs=("saledate", OWNER), when=MERGING)
def completion_after_owner_merged(log: Answers, ctx: SalesContext) -> str | None:
    """The sale must complete before its owning organisation merged into another one."""
    org = ctx.organisations.get(log[OWNER])
    if org is None or not is_merged(org, log["saledate"]):
        return None
    return merged_message(org, ROLE) + (
        "Enter a completion date before that day, or choose the organisation that took over."
    )


@RULES.hard("saledate_owning_org_not_yet_active", fields=("saledate",), needs=("saledate", OWNER), when=MERGING)
def completion_before_owner_opened(log: Answers, ctx: SalesContext) -> str | None:
    """When the owning organisation has taken over others, the sale must not complete before it became available."""
    org = ctx.organisations.get(log[OWNER])
    if org is None or not org.not_yet_open_on(log["saledate"]):
        return None
    return early_message(org, ROLE) + (
        "Enter a completion date from that day on, or choose the organisation that existed before."
    )


@RULES.hard("owning_org_merged", fields=(OWNER,), needs=("saledate", OWNER), when=MERGING)
def owner_merged(log: Answers, ctx: SalesContext) -> str | None:
    """The owning organisation must not have merged into another one on or before the completion date."""
    return organisation_merged(log, ctx, OWNER, ROLE, COMPLETION)


@RULES.hard("owning_org_not_yet_active", fields=(OWNER,), needs=("saledate", OWNER), when=MERGING)
def owner_not_yet_available(log: Answers, ctx: SalesContext) -> str | None:
    """An owning organisation that has taken over others must be available on the completion date."""
    return organisation_too_early(log, ctx, OWNER, ROLE, COMPLETION)


@RULES.hard("owning_org_dsa_not_signed", fields=(OWNER,), needs=(OWNER,))
def owner_without_agreement(log: Answers, ctx: SalesContext) -> str | None:
    """A newly chosen owning organisation must have accepted the data sharing agreement."""
    return agreement_missing(log, ctx, OWNER, ROLE)
