"""Charges: what they add up to and what they come to per week."""

from __future__ import annotations

from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING

from lettings.amounts import WEEKS_CHARGED, weekly
from lettings.derivations.registry import DERIVATIONS
from portal.questionnaire.answers import Answers

if TYPE_CHECKING:
    from lettings.context import LettingsContext

CHARGES = ("brent", "scharge", "pscharge", "supcharg")
WEEKLY_NAMES = {
    "brent": "wrent",
    "scharge": "wscharge",
    "pscharge": "wpschrge",
    "supcharg": "wsupchrg",
    "tcharge": "wtcharge",
}
HELPED_WITH_RENT = (1, 6)
ON_BENEFITS = (1, 6, 7, 8)
INCOME_REFUSED = {0: 0, 1: 2, 2: 1}
_NOTHING = Decimal(0)
_read_charges = itemgetter(*CHARGES)


@DERIVATIONS.derivation(reads=CHARGES, sets=(*CHARGES, "tcharge"))
def total_charge(log: Answers, ctx: LettingsContext) -> None:
    """The charges add up to the total; a charge that was left out beside others is nothing."""
    amounts = _read_charges(log)
    given = [amount for amount in amounts if amount is not None]
    log["tcharge"] = sum(given, _NOTHING) if given else None
    if 0 < len(given) < len(CHARGES):
        log.update([(name, _NOTHING) for name, amount in zip(CHARGES, amounts, strict=True) if amount is None])


@DERIVATIONS.derivation(
    reads=("period", *WEEKLY_NAMES),
    sets=tuple(WEEKLY_NAMES.values()),
    codes={"period": WEEKS_CHARGED},
)
def charges_per_week(log: Answers, ctx: LettingsContext) -> None:
    """What each charge comes to per week in the chosen rent period."""
    period = log["period"]
    for name, weekly_name in WEEKLY_NAMES.items():
        amount = log[name]
        log[weekly_name] = None if period is None or amount is None else weekly(amount, period)


@DERIVATIONS.derivation(
    reads=("chcharge", "period", "needstype"),
    sets=("wchchrg",),
    codes={"needstype": (2,), "period": WEEKS_CHARGED},
)
def care_home_charge_per_week(log: Answers, ctx: LettingsContext) -> None:
    """What a care home charge of supported housing comes to per week."""
    amount, period = log["chcharge"], log["period"]
    known = log["needstype"] == 2 and amount is not None and period is not None
    log["wchchrg"] = weekly(amount, period) if known else None


@DERIVATIONS.derivation(
    reads=("tshortfall", "period", "hb"),
    sets=("wtshortfall", "tshortfall_known"),
    codes={"hb": HELPED_WITH_RENT, "period": WEEKS_CHARGED},
)
def shortfall_per_week(log: Answers, ctx: LettingsContext) -> None:
    """What is left to pay per week after help with the rent."""
    amount, period = log["tshortfall"], log["period"]
    if amount is not None:
        log["tshortfall_known"] = 0
    known = amount is not None and period is not None and log["hb"] in HELPED_WITH_RENT
    log["wtshortfall"] = weekly(amount, period) if known else None


@DERIVATIONS.derivation(
    reads=("hb", "net_income_known", "household_charge"),
    sets=("has_benefits", "incref", "nocharge"),
    codes={"hb": ON_BENEFITS, "net_income_known": INCOME_REFUSED},
)
def money_flags(log: Answers, ctx: LettingsContext) -> None:
    """Whether there are housing benefits, whether income was refused, whether nothing is charged."""
    log["has_benefits"] = int(log["hb"] in ON_BENEFITS)
    log["incref"] = INCOME_REFUSED.get(log["net_income_known"])
    log["nocharge"] = log["household_charge"]
