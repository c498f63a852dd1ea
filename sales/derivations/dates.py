"""Days, months and years of dates, which the department receives as parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.questionnaire.answers import Answers
from sales.derivations.registry import DERIVATIONS

if TYPE_CHECKING:
    from sales.context import SalesContext


@DERIVATIONS.derivation(reads=("hodate",), sets=("hoday", "homonth", "hoyear"))
def parts_of_handover(log: Answers, ctx: SalesContext) -> None:
    """The day, month and year of the handover."""
    handover = log["hodate"]
    parts = (None, None, None) if handover is None else (handover.day, handover.month, handover.year)
    log["hoday"], log["homonth"], log["hoyear"] = parts
