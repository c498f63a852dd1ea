"""Charges that are higher than usual. Rent and income have their own modules."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from lettings.amounts import CHARGE_HARD_MAX, CHARGE_SOFT_MAX, PERIOD_WORDS, per_period, weekly
from lettings.rules.registry import RULES
from portal.logs.wording import pounds
from portal.questionnaire.answers import Answers
from portal.questionnaire.rules import since

if TYPE_CHECKING:
    from lettings.context import LettingsContext

_NEEDS = ("period", "needstype", "owning_organisation_id")
_NAMES = {
    "scharge": "service charge",
    "pscharge": "personal service charge",
    "supcharg": "support charge",
}


def _higher_than_usual(log: Answers, ctx: LettingsContext, name: str) -> str | None:
    provider = ctx.provider_type(log) or ""
    usual = CHARGE_SOFT_MAX[name].get(log["needstype"], {}).get(provider)
    amount = weekly(log[name], log["period"])
    if usual is None or amount is None or not usual < amount <= CHARGE_HARD_MAX[name][provider]:
        return None
    period = log["period"]
    return (
        f"The {_NAMES[name]} is {pounds(log[name])} every {PERIOD_WORDS[period]}. It is usually no more than "
        f"{pounds(per_period(Decimal(usual), period))}. Check the charge and the rent period."
    )


@RULES.soft(
    "L-S-05",
    confirm="scharge_value_check",
    fields=("scharge", "period", "needstype"),
    needs=("scharge", *_NEEDS),
    years=since(2025),
    codes={"needstype": (1, 2), "period": PERIOD_WORDS},
)
def service_charge_higher_than_usual(log: Answers, ctx: LettingsContext) -> str | None:
    """The service charge is higher than usual: in general needs more than £35 a week (£25 when the stock owner is a
    local authority), in supported housing more than £200 (£100)."""
    return _higher_than_usual(log, ctx, "scharge")


@RULES.soft(
    "L-S-06",
    confirm="pscharge_value_check",
    fields=("pscharge", "period", "needstype"),
    needs=("pscharge", *_NEEDS),
    years=since(2025),
    codes={"needstype": (1, 2), "period": PERIOD_WORDS},
)
def personal_service_charge_higher_than_usual(log: Answers, ctx: LettingsContext) -> str | None:
    """The personal service charge is higher than usual: in general needs more than £35 a week (£25 when the stock
    owner is a local authority), in supported housing more than £100 (£75)."""
    return _higher_than_usual(log, ctx, "pscharge")


@RULES.soft(
    "L-S-07",
    confirm="supcharg_value_check",
    fields=("supcharg", "period", "needstype"),
    needs=("supcharg", *_NEEDS),
    years=since(2025),
    codes={"needstype": (1, 2), "period": PERIOD_WORDS},
)
def support_charge_higher_than_usual(log: Answers, ctx: LettingsContext) -> str | None:
    """The support charge is higher than usual: in general needs more than £35 a week (£25 when the stock owner is a
    local authority), in supported housing more than £85 (£75)."""
    return _higher_than_usual(log, ctx, "supcharg")
