"""Rules on the handover, and on the first and the last purchase before a staircasing transaction.

Dates that do not exist (hodate_format among them) are refused when the answer is read.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from portal.logs.rules import years_before
from portal.questionnaire.answers import Answers
from portal.words import day_in_words
from sales.place import collection_year
from sales.rules.registry import RULES

if TYPE_CHECKING:
    from sales.context import SalesContext

HANDOVER_YEARS = 5
FIRST_SHARED_OWNERSHIP = date(1980, 1, 1)
SAME_DAY_REFUSED_FROM = 2026


@RULES.hard("hodate_after_saledate", fields=("hodate", "saledate"), needs=("hodate", "saledate"))
def handover_after_completion(log: Answers, ctx: SalesContext) -> str | None:
    """The property is handed over on or before the completion date."""
    handover, completed = log["hodate"], log["saledate"]
    if handover <= completed:
        return None
    return (
        f"The handover date {day_in_words(handover)} is after the completion date {day_in_words(completed)}. "
        "Correct one of the two dates."
    )


@RULES.hard("hodate_5_years", fields=("hodate", "saledate"), needs=("hodate", "saledate"))
def handover_too_long_ago(log: Answers, ctx: SalesContext) -> str | None:
    """The property is handed over less than 5 years before the completion date."""
    handover, limit = log["hodate"], years_before(log["saledate"], HANDOVER_YEARS)
    if handover > limit:
        return None
    return (
        f"The handover date {day_in_words(handover)} is {HANDOVER_YEARS} years or more before the completion date "
        f"{day_in_words(log['saledate'])}. Enter a date after {day_in_words(limit)}, or correct the completion date."
    )


def _same_day_refused(log: Answers, ctx: SalesContext) -> bool:
    return collection_year(log, ctx) >= SAME_DAY_REFUSED_FROM


def _too_early(value: date, what: str) -> str | None:
    if value >= FIRST_SHARED_OWNERSHIP:
        return None
    return (
        f"The date of the {what}, {day_in_words(value)}, is before shared ownership began. "
        f"Enter a date from {day_in_words(FIRST_SHARED_OWNERSHIP)} on."
    )


def _not_before_completion(log: Answers, ctx: SalesContext, value: date, what: str) -> str | None:
    completed = log["saledate"]
    if value < completed or (value == completed and not _same_day_refused(log, ctx)):
        return None
    return (
        f"The date of the {what}, {day_in_words(value)}, is not before the completion date of this transaction, "
        f"{day_in_words(completed)}. Correct one of the two dates."
    )


@RULES.hard("initialpurchase_before_1980", fields=("initialpurchase",), needs=("initialpurchase",))
def first_purchase_before_shared_ownership(log: Answers, ctx: SalesContext) -> str | None:
    """The first share was bought on or after 1 January 1980."""
    return _too_early(log["initialpurchase"], "first purchase")


@RULES.hard(
    "initialpurchase_not_before_saledate",
    fields=("initialpurchase", "saledate"),
    needs=("initialpurchase", "saledate"),
    silent_in_bulk_upload=("saledate",),
)
def first_purchase_not_before_completion(log: Answers, ctx: SalesContext) -> str | None:
    """The first share was bought before the completion date of this transaction (to 2025 on the same day at the
    latest)."""
    return _not_before_completion(log, ctx, log["initialpurchase"], "first purchase")


@RULES.hard("lasttransaction_before_1980", fields=("lasttransaction",), needs=("lasttransaction",))
def last_purchase_before_shared_ownership(log: Answers, ctx: SalesContext) -> str | None:
    """The last staircasing transaction was on or after 1 January 1980."""
    return _too_early(log["lasttransaction"], "last staircasing transaction")


@RULES.hard(
    "lasttransaction_not_before_saledate",
    fields=("lasttransaction", "saledate"),
    needs=("lasttransaction", "saledate"),
    silent_in_bulk_upload=("saledate",),
)
def last_purchase_not_before_completion(log: Answers, ctx: SalesContext) -> str | None:
    """The last staircasing transaction was before the completion date of this one (to 2025 on the same day at the
    latest)."""
    return _not_before_completion(log, ctx, log["lasttransaction"], "last staircasing transaction")


@RULES.hard(
    "lasttransaction_not_after_initialpurchase",
    fields=("initialpurchase", "lasttransaction"),
    needs=("initialpurchase", "lasttransaction"),
    reads=("saledate",),
)
def last_purchase_not_after_first(log: Answers, ctx: SalesContext) -> str | None:
    """The last staircasing transaction was after the first share was bought (to 2025 on the same day at the
    earliest)."""
    first, last = log["initialpurchase"], log["lasttransaction"]
    if last > first or (last == first and not _same_day_refused(log, ctx)):
        return None
    return (
        f"The date of the last staircasing transaction, {day_in_words(last)}, is not after the date of the first purchase, "
        f"{day_in_words(first)}. Correct one of the two dates."
    )
