"""Rules on the buyers' income: shared ownership is for people below a limit, which is higher in London.

Each limit is declared for London and for elsewhere, because they are reported under two names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.questionnaire.answers import Answers
from sales.amounts import income_cap
from sales.place import in_london, where
from sales.rules.registry import RULES
from sales.rules.wording import pounds

if TYPE_CHECKING:
    from sales.context import SalesContext

SHARED = 1
_OTHERS = ("ownershipsch", "uprn", "la", "postcode_full")


def _income_too_high(log: Answers, buyer: int, london: bool) -> str | None:
    la, income = log["la"], log[f"income{buyer}"]
    cap = income_cap(la)
    if log["ownershipsch"] != SHARED or in_london(la) != london or 0 <= income <= cap:
        return None
    return (
        f"The income of buyer {buyer}, {pounds(income)}, is out of range: a buyer of a shared ownership property "
        f"{where(la)} earns £0 to {pounds(cap)} a year. Correct the income, the ownership scheme or the address."
    )


@RULES.hard(
    "income1_cap_london",
    fields=("income1", *_OTHERS, "uprn_selection"),
    needs=("income1", "la"),
    codes={"ownershipsch": (SHARED,)},
)
def income_of_first_buyer_in_london(log: Answers, ctx: SalesContext) -> str | None:
    """In London buyer 1 of a shared ownership property has an income of at most £90,000."""
    return _income_too_high(log, 1, london=True)


@RULES.hard(
    "income1_cap_non_london",
    fields=("income1", *_OTHERS, "uprn_selection"),
    needs=("income1", "la"),
    codes={"ownershipsch": (SHARED,)},
)
def income_of_first_buyer_elsewhere(log: Answers, ctx: SalesContext) -> str | None:
    """Outside London buyer 1 of a shared ownership property has an income of at most £80,000."""
    return _income_too_high(log, 1, london=False)


@RULES.hard(
    "income2_cap_london",
    fields=("income2", *_OTHERS, "uprn_selection"),
    needs=("income2", "la"),
    codes={"ownershipsch": (SHARED,)},
)
def income_of_second_buyer_in_london(log: Answers, ctx: SalesContext) -> str | None:
    """In London buyer 2 of a shared ownership property has an income of at most £90,000."""
    return _income_too_high(log, 2, london=True)


@RULES.hard(
    "income2_cap_non_london",
    fields=("income2", *_OTHERS, "uprn_selection"),
    needs=("income2", "la"),
    codes={"ownershipsch": (SHARED,)},
)
def income_of_second_buyer_elsewhere(log: Answers, ctx: SalesContext) -> str | None:
    """Outside London buyer 2 of a shared ownership property has an income of at most £80,000."""
    return _income_too_high(log, 2, london=False)


def _combined_too_high(log: Answers, london: bool) -> str | None:
    la, income = log["la"], log["income1"] + log["income2"]
    cap = income_cap(la)
    if log["ownershipsch"] != SHARED or in_london(la) != london or income <= cap:
        return None
    return (
        f"The buyers’ incomes come to {pounds(income)}: together, buyers of a shared ownership property {where(la)} earn "
        f"up to {pounds(cap)} a year. Correct the incomes, the ownership scheme or the address."
    )


@RULES.hard(
    "combined_income_cap_london",
    fields=("income1", "income2", *_OTHERS),
    needs=("income1", "income2", "la"),
    codes={"ownershipsch": (SHARED,)},
)
def combined_income_in_london(log: Answers, ctx: SalesContext) -> str | None:
    """In London the buyers of a shared ownership property together have an income of at most £90,000."""
    return _combined_too_high(log, london=True)


@RULES.hard(
    "combined_income_cap_non_london",
    fields=("income1", "income2", *_OTHERS),
    needs=("income1", "income2", "la"),
    codes={"ownershipsch": (SHARED,)},
)
def combined_income_elsewhere(log: Answers, ctx: SalesContext) -> str | None:
    """Outside London the buyers of a shared ownership property together have an income of at most £80,000."""
    return _combined_too_high(log, london=False)
