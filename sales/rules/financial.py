"""Rules on single amounts of money: mortgage, charges, rent, grant, discount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.questionnaire.answers import Answers
from portal.questionnaire.rules import since, until
from sales.amounts import (
    DISCOUNT_CAP_ELSEWHERE,
    DISCOUNT_CAP_LONDON,
    GRANT_LIMITED_TYPES,
    GRANT_MAX,
    GRANT_MIN,
    MONTHLY_RENT_MAX,
    OLDER_PERSONS,
    share_of,
)
from sales.place import in_london, where
from sales.rules.registry import RULES
from sales.rules.wording import percent, pounds

if TYPE_CHECKING:
    from sales.context import SalesContext

MORTGAGE_USED, MORTGAGE_NOT_KNOWN = 1, 3
FULLY_OWNED = 100


@RULES.hard("mortgage_zero", fields=("mortgage",), needs=("mortgage",), codes={"mortgageused": (MORTGAGE_USED,)})
def mortgage_of_nothing(log: Answers, ctx: SalesContext) -> str | None:
    """A mortgage that was used is more than £0."""
    if log["mortgageused"] != MORTGAGE_USED or log["mortgage"] != 0:
        return None
    return "The mortgage amount cannot be £0 when a mortgage was used. Enter the amount, or say that none was used."


@RULES.hard("mscharge_zero", fields=("mscharge",), needs=("mscharge",))
def monthly_charge_of_nothing(log: Answers, ctx: SalesContext) -> str | None:
    """A monthly charge is more than £0."""
    if log["mscharge"] != 0:
        return None
    return "The monthly charge cannot be £0. Enter the amount, or say that there is no charge."


@RULES.hard(
    "mrent_max",
    fields=("mrent", "type"),
    needs=("mrent", "type"),
    silent_in_bulk_upload=("type",),
    codes={"ownershipsch": (1,), "type": (OLDER_PERSONS,)},
)
def monthly_rent_too_high(log: Answers, ctx: SalesContext) -> str | None:
    """The basic monthly rent of shared ownership is at most £9,999, except in the older persons scheme."""
    if log["ownershipsch"] != 1 or log["type"] == OLDER_PERSONS or log["mrent"] <= MONTHLY_RENT_MAX:
        return None
    return (
        f"The basic monthly rent of {pounds(log['mrent'])} is too high: it must be {pounds(MONTHLY_RENT_MAX)} or less. "
        "Correct the rent."
    )


@RULES.hard(
    "new_service_charge_same",
    fields=("newservicecharges", "mscharge"),
    needs=("newservicecharges", "mscharge"),
    years=since(2026),
    codes={"has_mscharge": (1,), "hasservicechargeschanged": (1,)},
)
def new_charge_is_old_charge(log: Answers, ctx: SalesContext) -> str | None:
    """A service charge that changes is not the same after staircasing as before."""
    if log["hasservicechargeschanged"] != 1 or log["has_mscharge"] != 1 or log["newservicecharges"] != log["mscharge"]:
        return None
    return (
        f"The new service charge, {pounds(log['newservicecharges'])}, is the same as before staircasing. "
        "Correct one of the two charges, or say that the charge will not change."
    )


@RULES.hard("grant_range", fields=("grant",), needs=("saledate", "grant"), codes={"type": GRANT_LIMITED_TYPES})
def grant_out_of_range(log: Answers, ctx: SalesContext) -> str | None:
    """The grant of Right to Acquire and of Social HomeBuy for outright purchase is £9,000 to £16,000."""
    if log["type"] not in GRANT_LIMITED_TYPES or GRANT_MIN <= log["grant"] <= GRANT_MAX:
        return None
    return (
        f"The grant of {pounds(log['grant'])} is out of range: for this type of sale it is {pounds(GRANT_MIN)} to "
        f"{pounds(GRANT_MAX)}. Correct the grant or the type of sale."
    )


def _discount_too_high(log: Answers, london: bool) -> str | None:
    la, amount = log["la"], share_of(log["value"], log["discount"])
    cap = DISCOUNT_CAP_LONDON if london else DISCOUNT_CAP_ELSEWHERE
    if in_london(la) != london or amount <= cap:
        return None
    return (
        f"A discount of {percent(log['discount'])} on {pounds(log['value'])} is {pounds(amount)}, but {where(la)} a "
        f"discount is at most {pounds(cap)}. Correct the discount, the purchase price or the address."
    )


_DISCOUNT_FIELDS = ("discount", "value", "la", "postcode_full", "uprn")
_DISCOUNT_NEEDS = ("saledate", "discount", "value", "la")


@RULES.hard("discount_cap_london", fields=_DISCOUNT_FIELDS, needs=_DISCOUNT_NEEDS)
def discount_in_london(log: Answers, ctx: SalesContext) -> str | None:
    """In London a discount is at most £137,400."""
    return _discount_too_high(log, london=True)


@RULES.hard("discount_cap_non_london", fields=_DISCOUNT_FIELDS, needs=_DISCOUNT_NEEDS)
def discount_elsewhere(log: Answers, ctx: SalesContext) -> str | None:
    """Outside London a discount is at most £103,400."""
    return _discount_too_high(log, london=False)


_UNKNOWN = "You answered “don’t know” to whether a mortgage was used. "


@RULES.hard(
    "mortgageused_dk_discounted",
    fields=("mortgageused",),
    needs=("mortgageused",),
    years=until(2025),
    codes={"mortgageused": (MORTGAGE_NOT_KNOWN,), "ownershipsch": (2,)},
)
def mortgage_unknown_in_discounted_sale(log: Answers, ctx: SalesContext) -> str | None:
    """In a discounted ownership sale it must be known whether a mortgage was used."""
    if log["mortgageused"] != MORTGAGE_NOT_KNOWN or log["ownershipsch"] != 2:
        return None
    return _UNKNOWN + "For a discounted ownership sale choose yes or no."


@RULES.hard(
    "mortgageused_dk_initial",
    fields=("mortgageused", "staircase"),
    needs=("mortgageused",),
    years=until(2025),
    codes={"mortgageused": (MORTGAGE_NOT_KNOWN,), "ownershipsch": (1,), "staircase": (2,)},
)
def mortgage_unknown_in_first_sale(log: Answers, ctx: SalesContext) -> str | None:
    """In a first shared ownership sale it must be known whether a mortgage was used."""
    if log["mortgageused"] != MORTGAGE_NOT_KNOWN or log["ownershipsch"] != 1 or log["staircase"] != 2:
        return None
    return _UNKNOWN + "Choose yes or no, or correct whether this is a staircasing transaction."


@RULES.hard(
    "mortgageused_dk_stairowned",
    fields=("stairowned", "mortgageused"),
    needs=("mortgageused", "stairowned"),
    years=until(2025),
    codes={"mortgageused": (MORTGAGE_NOT_KNOWN,)},
)
def mortgage_unknown_when_partly_owned(log: Answers, ctx: SalesContext) -> str | None:
    """Whether a mortgage was used may be unknown only when 100% of the property is owned now."""
    if log["mortgageused"] != MORTGAGE_NOT_KNOWN or log["stairowned"] == FULLY_OWNED:
        return None
    return _UNKNOWN + (
        f"That is possible only when 100% of the property is owned, and you entered {percent(log['stairowned'])}. "
        "Choose yes or no, or correct the percentage."
    )
