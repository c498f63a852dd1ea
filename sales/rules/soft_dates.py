"""Dates that are unusual."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.questionnaire.answers import Answers
from portal.words import day_in_words
from sales.rules.registry import RULES

if TYPE_CHECKING:
    from sales.context import SalesContext

FIVE_YEARS = timedelta(days=5 * 365.2425)


@RULES.soft("hodate_gap", confirm="hodate_check", fields=("hodate", "saledate"), needs=("hodate", "saledate"))
def handover_long_ago(log: Answers, ctx: SalesContext) -> str | None:
    """The property was handed over five years or more before the completion date (a stricter rule tells this as an
    error first)."""
    if log["saledate"] - log["hodate"] < FIVE_YEARS:
        return None
    return (
        f"The handover date {day_in_words(log['hodate'])} is 5 years or more before the completion date {day_in_words(log['saledate'])}. "
        "Check both dates."
    )
