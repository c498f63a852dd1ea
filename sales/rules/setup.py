"""Rules on the setup section: the completion date. Organisations have their own module.

A completion date that does not exist (saledate_format) is refused when the answer is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.logs.rules import outside_open_years, too_far_ahead
from portal.questionnaire.answers import Answers
from sales.rules.registry import RULES
from sales.rules.wording import COMPLETION

if TYPE_CHECKING:
    from sales.context import SalesContext


@RULES.hard("saledate_collection_window", fields=("saledate",), needs=("saledate",))
def completion_outside_open_years(log: Answers, ctx: SalesContext) -> str | None:
    """The completion date must lie in a collection year that is open: for a new log one that takes new logs, for a
    log that already has a completion date one that can still be changed."""
    return outside_open_years(log, ctx, COMPLETION)


@RULES.hard("saledate_max_14_days_ahead", fields=("saledate",), needs=("saledate",))
def completion_too_far_ahead(log: Answers, ctx: SalesContext) -> str | None:
    """The sale may complete at most 14 days after today."""
    return too_far_ahead(log, ctx, COMPLETION)
