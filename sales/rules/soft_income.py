"""Incomes that are unusual: for the working situation, for a discounted sale, for the mortgage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.questionnaire.answers import Answers
from sales.amounts import INCOME_RANGES, MORTGAGE_TIMES_INCOME, income_cap
from sales.place import where
from sales.rules.registry import RULES
from sales.rules.wording import pounds

if TYPE_CHECKING:
    from sales.context import SalesContext

DISCOUNTED = 2
YES = 1
NOT_JOINT = 2


def _unusual_for_work(log: Answers, buyer: int) -> str | None:
    usual, income = INCOME_RANGES.get(log[f"ecstat{buyer}"]), log[f"income{buyer}"]
    if usual is None or usual.lowest <= income <= usual.highest:
        return None
    side, limit = ("less", usual.lowest) if income < usual.lowest else ("more", usual.highest)
    return (
        f"The income of buyer {buyer}, {pounds(income)} a year, is {side} than the {pounds(limit)} expected for their "
        "working situation. Check the income and the working situation."
    )


@RULES.soft(
    "income1_ecstat_range",
    confirm="income1_value_check",
    fields=("ecstat1", "income1"),
    needs=("ecstat1", "income1"),
    codes={"ecstat1": INCOME_RANGES},
)
def income_of_first_buyer_unusual(log: Answers, ctx: SalesContext) -> str | None:
    """The income of buyer 1 is outside the range usual for their working situation."""
    return _unusual_for_work(log, 1)


@RULES.soft(
    "income2_ecstat_range",
    confirm="income2_value_check",
    fields=("ecstat2", "income2"),
    needs=("ecstat2", "income2"),
    codes={"ecstat2": INCOME_RANGES},
)
def income_of_second_buyer_unusual(log: Answers, ctx: SalesContext) -> str | None:
    """The income of buyer 2 is outside the range usual for their working situation."""
    return _unusual_for_work(log, 2)


def _high_for_discounted(log: Answers, income: int, whose: str) -> str | None:
    cap = income_cap(log["la"])
    if log["ownershipsch"] != DISCOUNTED or income <= cap:
        return None
    return (
        f"{whose}, {pounds(income)} a year, is more than the {pounds(cap)} expected for a discounted ownership sale "
        f"{where(log['la'])}. Check the income and the address."
    )


_PLACE = ("uprn", "postcode_full", "la")


@RULES.soft(
    "income1_discounted_max",
    confirm="income1_value_check",
    fields=(*_PLACE, "income1"),
    needs=("la", "income1"),
    codes={"ownershipsch": (DISCOUNTED,)},
)
def income_of_first_buyer_high_for_discounted(log: Answers, ctx: SalesContext) -> str | None:
    """In a discounted ownership sale buyer 1 has more than £80,000 a year (£90,000 in London)."""
    return _high_for_discounted(log, log["income1"], "The income of buyer 1")


@RULES.soft(
    "income2_discounted_max",
    confirm="income2_value_check",
    fields=(*_PLACE, "income2"),
    needs=("la", "income2"),
    codes={"ownershipsch": (DISCOUNTED,)},
)
def income_of_second_buyer_high_for_discounted(log: Answers, ctx: SalesContext) -> str | None:
    """In a discounted ownership sale buyer 2 has more than £80,000 a year (£90,000 in London)."""
    return _high_for_discounted(log, log["income2"], "The income of buyer 2")


@RULES.soft(
    "combined_income_discounted_max",
    confirm="combined_income_value_check",
    fields=(*_PLACE, "income1", "income2"),
    needs=("la", "income1", "income2"),
    codes={"ownershipsch": (DISCOUNTED,)},
)
def combined_income_high_for_discounted(log: Answers, ctx: SalesContext) -> str | None:
    """In a discounted ownership sale the buyers together have more than £80,000 a year (£90,000 in London)."""
    return _high_for_discounted(log, log["income1"] + log["income2"], "The income of both buyers")


@RULES.soft(
    "mortgage_over_5_times_income",
    confirm="mortgage_value_check",
    fields=("mortgage", "inc1mort", "inc2mort", "jointpur", "income1", "income2"),
    needs=("mortgage", "inc1mort"),
    codes={"inc1mort": (YES,), "inc2mort": (YES,), "jointpur": (NOT_JOINT,)},
)
def mortgage_high_for_income(log: Answers, ctx: SalesContext) -> str | None:
    """The mortgage is more than five times the income that was used to apply for it."""
    if log["inc2mort"] is None and log["jointpur"] != NOT_JOINT:
        return None
    income = 0
    for used, amount in (("inc1mort", "income1"), ("inc2mort", "income2")):
        if log[used] == YES:
            if log[amount] is None:
                return None
            income += log[amount]
    if log["mortgage"] <= MORTGAGE_TIMES_INCOME * income:
        return None
    return (
        f"The mortgage of {pounds(log['mortgage'])} is more than {MORTGAGE_TIMES_INCOME} times the income used to apply "
        f"for it, {pounds(income)} a year. Check the mortgage, the incomes and which of them were used."
    )
