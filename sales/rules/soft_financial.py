"""Prices, shares and amounts that are unusual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.questionnaire.answers import Answers
from portal.questionnaire.rules import until
from sales.amounts import (
    CHARGE_HIGH,
    CHARGE_HIGH_OLDER_PERSONS,
    GRANT_LIMITED_TYPES,
    GRANT_MAX,
    GRANT_MIN,
    OLDER_PERSONS,
    SAVINGS_HIGH,
    SAVINGS_HIGH_OLDER_PERSONS,
    discounted_value,
)
from sales.place import collection_year
from sales.reference.lookup import price_key
from sales.rules.registry import RULES
from sales.rules.wording import percent, pounds

if TYPE_CHECKING:
    from sales.context import SalesContext

FLAT_OR_BEDSIT, HOUSE_OR_OTHER = (1, 2), (3, 4, 9)
DISCOUNT_HIGH_FLAT, DISCOUNT_HIGH_HOUSE = 50, 35
STAIRBOUGHT_HIGH = 50
OLDER_PERSONS_OWNED_HIGH, ALL = 76, 100


@RULES.soft(
    "savings_high",
    confirm="savings_value_check",
    fields=("savings",),
    needs=("savings",),
    codes={"type": (OLDER_PERSONS,)},
)
def savings_high(log: Answers, ctx: SalesContext) -> str | None:
    """Savings are more than £100,000 (£200,000 in the older persons scheme)."""
    limit = SAVINGS_HIGH_OLDER_PERSONS if log["type"] == OLDER_PERSONS else SAVINGS_HIGH
    if log["savings"] <= limit:
        return None
    return f"You entered savings of {pounds(log['savings'])}, more than the {pounds(limit)} expected. Check the amount."


@RULES.soft(
    "deposit_vs_savings",
    confirm="deposit_value_check",
    fields=("savings", "deposit"),
    needs=("savings", "deposit"),
    codes={"mortgageused": (1,)},
)
def deposit_high_for_savings(log: Answers, ctx: SalesContext) -> str | None:
    """With a mortgage, the deposit is more than four thirds of the savings."""
    if log["mortgageused"] != 1 or 3 * log["deposit"] <= 4 * log["savings"]:
        return None
    return (
        f"The deposit of {pounds(log['deposit'])} is more than a third higher than the savings of "
        f"{pounds(log['savings'])}. Check both amounts."
    )


@RULES.soft(
    "purchase_price_range",
    confirm="value_value_check",
    fields=("value", "beds", "uprn", "postcode_full", "la"),
    needs=("value", "beds", "la"),
    reads=("saledate",),
)
def price_unusual(log: Answers, ctx: SalesContext) -> str | None:
    """The purchase price is outside the range expected for the area and the number of bedrooms."""
    key = price_key(collection_year(log, ctx), log["la"], log["beds"])
    limits = ctx.sale_ranges.get(key) if key else None
    if limits is None or limits.soft_min <= log["value"] <= limits.soft_max:
        return None
    low = log["value"] < limits.soft_min
    side, limit = ("less", limits.soft_min) if low else ("more", limits.soft_max)
    return (
        f"The purchase price of {pounds(log['value'])} is {side} than the {pounds(limit)} expected for a property of "
        "this size in this area. Check the price, the number of bedrooms and the address."
    )


@RULES.soft(
    "staircase_bought_over_50",
    confirm="staircase_bought_value_check",
    fields=("stairbought",),
    needs=("stairbought",),
)
def bought_much_at_once(log: Answers, ctx: SalesContext) -> str | None:
    """More than half of the property is bought in one staircasing transaction."""
    if log["stairbought"] <= STAIRBOUGHT_HIGH:
        return None
    return (
        f"You entered {percent(log['stairbought'])} as the share bought in this transaction. More than "
        f"{STAIRBOUGHT_HIGH}% is unusual: check the percentage."
    )


@RULES.soft(
    "stairowned_older_persons",
    confirm="stairowned_value_check",
    fields=("type", "stairowned"),
    needs=("type", "stairowned"),
    codes={"type": (OLDER_PERSONS,)},
)
def owned_much_under_older_persons(log: Answers, ctx: SalesContext) -> str | None:
    """In the older persons scheme 76% or more is owned, although its leases usually stop at 75%."""
    if log["type"] != OLDER_PERSONS or not OLDER_PERSONS_OWNED_HIGH <= log["stairowned"] <= ALL:
        return None
    return (
        f"You entered {percent(log['stairowned'])} as the total share now owned. Under Older Persons Shared Ownership "
        "it is usually 75% at most: check the percentage and the type of sale."
    )


@RULES.soft(
    "monthly_charges_high",
    confirm="monthly_charges_value_check",
    fields=("type", "mscharge", "proptype"),
    needs=("type", "mscharge", "proptype"),
    codes={"type": (OLDER_PERSONS,)},
)
def monthly_charge_high(log: Answers, ctx: SalesContext) -> str | None:
    """The monthly charge is more than £300 (£550 in the older persons scheme)."""
    limit = CHARGE_HIGH_OLDER_PERSONS if log["type"] == OLDER_PERSONS else CHARGE_HIGH
    if log["mscharge"] <= limit:
        return None
    return (
        f"The monthly charge of {pounds(log['mscharge'])} is more than the {pounds(limit)} expected. Check that it is "
        "the amount for one month, and the type of sale and of property."
    )


@RULES.soft(
    "percentage_discount_high",
    confirm="percentage_discount_value_check",
    fields=("discount", "proptype"),
    needs=("discount", "proptype"),
    codes={"proptype": (1, 2, 3, 4, 9)},
)
def discount_high(log: Answers, ctx: SalesContext) -> str | None:
    """The discount is more than 50% on a flat or bedsit, or more than 35% on any other property."""
    if log["proptype"] in FLAT_OR_BEDSIT:
        limit = DISCOUNT_HIGH_FLAT
    elif log["proptype"] in HOUSE_OR_OTHER:
        limit = DISCOUNT_HIGH_HOUSE
    else:
        return None
    if log["discount"] <= limit:
        return None
    return (
        f"The discount of {percent(log['discount'])} is more than the {limit}% expected for this type of property. "
        "Check the discount and the type of property."
    )


@RULES.soft(
    "grant_outside_range",
    confirm="grant_value_check",
    fields=("grant",),
    needs=("grant", "type", "saledate"),
    codes={"type": GRANT_LIMITED_TYPES},
)
def grant_unusual(log: Answers, ctx: SalesContext) -> str | None:
    """The loan, grant or subsidy is not £9,000 to £16,000, in a type of sale where that is possible."""
    if log["type"] in GRANT_LIMITED_TYPES or GRANT_MIN <= log["grant"] <= GRANT_MAX:
        return None
    return (
        f"You entered a loan, grant or subsidy of {pounds(log['grant'])}. It is usually {pounds(GRANT_MIN)} to "
        f"{pounds(GRANT_MAX)}. Check the amount."
    )


@RULES.soft(
    "mortgage_deposit_below_discounted_value",
    confirm="deposit_and_mortgage_value_check",
    fields=("mortgage", "deposit", "value", "discount"),
    needs=("mortgage", "deposit", "value", "discount"),
    years=until(2025),
)
def paid_less_than_discounted_price(log: Answers, ctx: SalesContext) -> str | None:
    """Mortgage and deposit come to less than the price after the discount."""
    brought, price = log["mortgage"] + log["deposit"], discounted_value(log["value"], log["discount"])
    if brought >= price:
        return None
    return (
        f"The mortgage and the deposit come to {pounds(brought)}, less than the price after the discount, "
        f"{pounds(price)}. Check these amounts."
    )
