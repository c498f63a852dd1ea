"""Rules on sums that must agree: what the buyer brings together is the price of what they buy.

How far the two may be apart differs by year and kind of sale, and so does whether exactly that far is still right.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from portal.questionnaire.answers import Answers
from portal.words import listed
from sales.amounts import RENT_TO_BUY_FULL, SOCIAL_HOMEBUY, discounted_value, paid, share_of
from sales.place import collection_year
from sales.rules.registry import RULES
from sales.rules.wording import percent, pounds

if TYPE_CHECKING:
    from sales.context import SalesContext

ONE_POUND = Decimal(1)
PART_OF_VALUE_2025, PART_OF_VALUE = Decimal("0.0005"), Decimal("0.001")
FIRST_SALE = 2
MORTGAGE_USED, MORTGAGE_NOT_USED = 1, 2
_SOURCES = {
    "mortgage": "the mortgage",
    "deposit": "the deposit",
    "grant": "the grant",
    "cashdis": "the cash discount",
}


def _brought(log: Answers, sources: tuple[str, ...]) -> str:
    given = [f"{_SOURCES[name]} of {pounds(log[name])}" for name in sources if log[name] is not None]
    return listed(given)


def _discounted_tolerance(log: Answers, ctx: SalesContext) -> Decimal:
    part: Decimal = PART_OF_VALUE_2025 if collection_year(log, ctx) < 2026 else PART_OF_VALUE
    return part * log["value"]


@RULES.hard(
    "discounted_value_sum",
    fields=("mortgageused", "mortgage", "value", "deposit", "discount", "grant", "ownershipsch"),
    needs=("saledate", "value", "deposit"),
    silent_in_bulk_upload=("ownershipsch",),
    codes={"mortgageused": (MORTGAGE_NOT_USED,), "ownershipsch": (2,), "type": (RENT_TO_BUY_FULL,)},
)
def discounted_price_not_met(log: Answers, ctx: SalesContext) -> str | None:
    """Mortgage, deposit and grant of a discounted ownership sale come to the price after the discount: within a pound,
    or with a discount within 0.1% of the price (0.05% to 2025)."""
    if log["ownershipsch"] != 2 or (log["mortgage"] is None and log["mortgageused"] != MORTGAGE_NOT_USED):
        return None
    if log["discount"] is None and log["grant"] is None and log["type"] != RENT_TO_BUY_FULL:
        return None
    sources = ("mortgage", "deposit", "grant")
    total, price = paid(log, *sources), discounted_value(log["value"], log["discount"])
    apart = abs(total - price)
    if log["discount"] is None:
        if apart < ONE_POUND:
            return None
        after = ""
    else:
        if apart <= _discounted_tolerance(log, ctx):
            return None
        after = f" after the discount of {percent(log['discount'])} on {pounds(log['value'])}"
    return (
        f"{_brought(log, sources).capitalize()} come to {pounds(total)}, but the purchase price{after} is "
        f"{pounds(price)}. Correct these amounts so that they agree."
    )


def _share_not_met(log: Answers, ctx: SalesContext, sources: tuple[str, ...]) -> str | None:
    """Compare what is brought with the share bought first (a pound apart is wrong to 2025; 0.1% apart is right since)."""
    total, price = paid(log, *sources), share_of(log["value"], log["equity"])
    apart = abs(total - price)
    if apart < ONE_POUND if collection_year(log, ctx) < 2026 else apart <= PART_OF_VALUE * log["value"]:
        return None
    share = f"a share of {percent(log['equity'])} of {pounds(log['value'])} is {pounds(price)}"
    if len(sources) == 1:
        said = f"You entered a deposit of {pounds(total)}, but {share}."
    else:
        said = f"{_brought(log, sources).capitalize()} come to {pounds(total)}, but {share}."
    return f"{said} Correct these amounts so that they agree."


def _is_first_sale(log: Answers, *, mortgage: int, homebuy: bool) -> bool:
    return (
        log["ownershipsch"] == 1
        and log["staircase"] == FIRST_SALE
        and log["mortgageused"] == mortgage
        and (log["type"] == SOCIAL_HOMEBUY) == homebuy
    )


_NEEDS = ("type", "saledate", "value", "deposit", "equity")


@RULES.hard(
    "so_initial_sum_mortgage",
    fields=("mortgage", "value", "deposit", "equity", "type"),
    needs=(*_NEEDS, "mortgage"),
    silent_in_bulk_upload=("type",),
    codes={
        "mortgageused": (MORTGAGE_USED,),
        "ownershipsch": (1,),
        "staircase": (FIRST_SALE,),
        "type": (SOCIAL_HOMEBUY,),
    },
)
def share_price_not_met(log: Answers, ctx: SalesContext) -> str | None:
    """Mortgage and deposit come to the price of the share bought first."""
    if not _is_first_sale(log, mortgage=MORTGAGE_USED, homebuy=False):
        return None
    return _share_not_met(log, ctx, ("mortgage", "deposit"))


@RULES.hard(
    "so_initial_sum_no_mortgage",
    fields=("mortgageused", "value", "deposit", "equity", "type"),
    needs=_NEEDS,
    silent_in_bulk_upload=("type",),
    codes={
        "mortgageused": (MORTGAGE_NOT_USED,),
        "ownershipsch": (1,),
        "staircase": (FIRST_SALE,),
        "type": (SOCIAL_HOMEBUY,),
    },
)
def share_price_not_met_without_mortgage(log: Answers, ctx: SalesContext) -> str | None:
    """Without a mortgage the deposit comes to the price of the share bought first."""
    if not _is_first_sale(log, mortgage=MORTGAGE_NOT_USED, homebuy=False):
        return None
    return _share_not_met(log, ctx, ("deposit",))


@RULES.hard(
    "so_initial_sum_shb_mortgage",
    fields=("mortgage", "value", "deposit", "cashdis", "equity", "type"),
    needs=(*_NEEDS, "cashdis", "mortgage"),
    silent_in_bulk_upload=("type",),
    codes={
        "mortgageused": (MORTGAGE_USED,),
        "ownershipsch": (1,),
        "staircase": (FIRST_SALE,),
        "type": (SOCIAL_HOMEBUY,),
    },
)
def homebuy_price_not_met(log: Answers, ctx: SalesContext) -> str | None:
    """In Social HomeBuy mortgage, deposit and cash discount come to the price of the share bought first."""
    if not _is_first_sale(log, mortgage=MORTGAGE_USED, homebuy=True):
        return None
    return _share_not_met(log, ctx, ("mortgage", "deposit", "cashdis"))


@RULES.hard(
    "so_initial_sum_shb_no_mortgage",
    fields=("mortgageused", "value", "deposit", "cashdis", "equity", "type"),
    needs=(*_NEEDS, "cashdis"),
    silent_in_bulk_upload=("type",),
    codes={
        "mortgageused": (MORTGAGE_NOT_USED,),
        "ownershipsch": (1,),
        "staircase": (FIRST_SALE,),
        "type": (SOCIAL_HOMEBUY,),
    },
)
def homebuy_price_not_met_without_mortgage(log: Answers, ctx: SalesContext) -> str | None:
    """In Social HomeBuy without a mortgage, deposit and cash discount come to the price of the share bought first."""
    if not _is_first_sale(log, mortgage=MORTGAGE_NOT_USED, homebuy=True):
        return None
    return _share_not_met(log, ctx, ("deposit", "cashdis"))
