"""Rules on the shares of a shared ownership property: bought first, bought now, owned in total."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.questionnaire.answers import Answers
from sales.amounts import EQUITY, STAIRBOUGHT_MAX, STAIRBOUGHT_MIN, STAIRBOUGHT_MIN_OTHER, TYPE_WORDS
from sales.rules.registry import RULES
from sales.rules.wording import owned_now, percent

if TYPE_CHECKING:
    from sales.context import SalesContext

RESALE = 1
NOT_FIRST_STAIRCASING = 2
LEAST_PER_TRANSACTION = 1


def _of_type(log: Answers) -> str:
    return TYPE_WORDS.get(log["type"], "this type of sale")


@RULES.hard(
    "stairbought_gt_stairowned", fields=("stairowned",), needs=("stairbought", "stairowned"), codes={"jointpur": (1,)}
)
def bought_more_than_owned(log: Answers, ctx: SalesContext) -> str | None:
    """The share owned in total is more than the share bought in this transaction."""
    bought, owned = log["stairbought"], log["stairowned"]
    if bought <= owned:
        return None
    return (
        f"The total share that {owned_now(log)}, {percent(owned)}, is less than the share bought in "
        f"this transaction, {percent(bought)}. Correct one of the two percentages."
    )


@RULES.hard(
    "stairbought_eq_stairowned", fields=("stairbought", "stairowned"), needs=("saledate", "stairbought", "stairowned")
)
def bought_all_that_is_owned(log: Answers, ctx: SalesContext) -> str | None:
    """In staircasing the share bought is added to one that was owned before, so that the two differ."""
    bought = log["stairbought"]
    if bought != log["stairowned"]:
        return None
    return (
        f"The share bought in this transaction and the total share now owned are both {percent(bought)}, but a share "
        "was owned before. Correct one of the two percentages."
    )


@RULES.hard(
    "stairbought_min",
    fields=("stairbought", "type"),
    needs=("type", "stairbought"),
    silent_in_bulk_upload=("type",),
    codes={"type": (*TYPE_WORDS, *STAIRBOUGHT_MIN)},
)
def bought_too_little(log: Answers, ctx: SalesContext) -> str | None:
    """A staircasing transaction buys at least 10%, or 1% under the newer types of lease."""
    bought, least = log["stairbought"], STAIRBOUGHT_MIN.get(log["type"], STAIRBOUGHT_MIN_OTHER)
    if bought >= least:
        return None
    return (
        f"The share bought in this transaction, {percent(bought)}, is too small: for {_of_type(log)} it is at least "
        f"{percent(least)}. Correct the percentage or the type of sale."
    )


@RULES.hard(
    "stairbought_max",
    fields=("stairbought", "type"),
    needs=("saledate", "type", "stairbought"),
    silent_in_bulk_upload=("type",),
    codes={"type": (*TYPE_WORDS, *STAIRBOUGHT_MAX)},
)
def bought_too_much(log: Answers, ctx: SalesContext) -> str | None:
    """A staircasing transaction buys at most 50%, 75% or 90%, by type of sale."""
    bought, most = log["stairbought"], STAIRBOUGHT_MAX.get(log["type"])
    if most is None or bought <= most:
        return None
    return (
        f"The share bought in this transaction, {percent(bought)}, is too large: for {_of_type(log)} it is at most "
        f"{percent(most)}. Correct the percentage or the type of sale."
    )


@RULES.hard(
    "equity_min",
    fields=("equity", "type"),
    needs=("type", "equity", "saledate"),
    silent_in_bulk_upload=("type",),
    codes={"type": (*TYPE_WORDS, *EQUITY)},
)
def first_share_too_small(log: Answers, ctx: SalesContext) -> str | None:
    """The share bought first is at least 10%, or 25% for older types of sale."""
    shares, equity = EQUITY.get(log["type"]), log["equity"]
    if shares is None or equity >= shares.lowest:
        return None
    return (
        f"The share bought first, {percent(equity)}, is too small: for {_of_type(log)} it is at least "
        f"{percent(shares.lowest)}. Correct the percentage or the type of sale."
    )


@RULES.hard(
    "equity_max",
    fields=("equity", "resale", "type"),
    needs=("type", "equity", "saledate"),
    silent_in_bulk_upload=("type",),
    codes={"resale": (RESALE,), "type": (*TYPE_WORDS, *EQUITY)},
)
def first_share_too_large(log: Answers, ctx: SalesContext) -> str | None:
    """The share bought first is at most 75%, or 90% for Social HomeBuy, unless the sale is a resale."""
    shares, equity = EQUITY.get(log["type"]), log["equity"]
    if shares is None or equity <= shares.highest or log["resale"] == RESALE:
        return None
    return (
        f"The share bought first, {percent(equity)}, is too large: for {_of_type(log)} it is at most "
        f"{percent(shares.highest)}. Correct the percentage or the type of sale, or whether this is a resale."
    )


_SHARES = ("saledate", "equity", "stairbought", "stairowned")


@RULES.hard(
    "staircase_difference_negative",
    fields=("equity", "stairowned", "stairbought"),
    needs=_SHARES,
    codes={"jointpur": (1,)},
)
def shares_exceed_total(log: Answers, ctx: SalesContext) -> str | None:
    """The share bought first and the share bought now do not come to more than is owned in total."""
    equity, bought, owned = log["equity"], log["stairbought"], log["stairowned"]
    if equity + bought <= owned:
        return None
    return (
        f"The share bought first, {percent(equity)}, and the share bought now, {percent(bought)}, come to more than "
        f"the {percent(owned)} that {owned_now(log)}. Correct the percentages."
    )


@RULES.hard(
    "staircase_difference_previous_transactions",
    fields=("equity", "stairowned", "stairbought", "numstair", "firststair"),
    needs=(*_SHARES, "numstair"),
)
def too_many_earlier_transactions(log: Answers, ctx: SalesContext) -> str | None:
    """Each earlier staircasing transaction bought at least 1%."""
    before = log["stairowned"] - log["stairbought"] - log["equity"]
    earlier = log["numstair"] - 1
    if not 0 <= before < earlier * LEAST_PER_TRANSACTION:
        return None
    return (
        f"The percentages leave {percent(before)} for {earlier} earlier staircasing "
        f"{'transaction' if earlier == 1 else 'transactions'}, but each buys at least "
        f"{percent(LEAST_PER_TRANSACTION)}. Correct the percentages or the number of transactions."
    )


@RULES.hard(
    "numstair_min_two",
    fields=("numstair", "firststair"),
    needs=("numstair",),
    codes={"firststair": (NOT_FIRST_STAIRCASING,)},
)
def only_one_transaction(log: Answers, ctx: SalesContext) -> str | None:
    """When this is not the first staircasing transaction there have been at least two, this one included."""
    if log["firststair"] != NOT_FIRST_STAIRCASING or log["numstair"] >= 2:
        return None
    return (
        f"You entered {log['numstair']} as the number of staircasing transactions, including this one, but said that "
        "this is not the first. Enter 2 or more, or say that it is the first."
    )
