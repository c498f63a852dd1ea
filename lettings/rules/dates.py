"""Rules on the void date and the major repairs date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.rules.registry import RULES
from portal.logs.rules import years_before
from portal.questionnaire.answers import Answers
from portal.questionnaire.rules import among
from portal.words import day_in_words

if TYPE_CHECKING:
    from lettings.context import LettingsContext

FIRST_LETS = (15, 16, 17)
LONGEST_YEARS = 20


@RULES.hard("L-H-DAT-02", fields=("mrcdate",), needs=("mrcdate",), when=among("rsnvac", FIRST_LETS))
def repairs_before_first_let(log: Answers, ctx: LettingsContext) -> str | None:
    """A property let for the first time has no major repairs date."""
    return (
        f"You entered {day_in_words(log['mrcdate'])} as the date of major repairs, but the property is let for the first "
        "time. Remove the date, or correct the reason for the vacancy."
    )


@RULES.hard("L-H-DAT-03", fields=("mrcdate", "startdate"), needs=("mrcdate", "startdate"))
def repairs_after_start(log: Answers, ctx: LettingsContext) -> str | None:
    """Major repairs are completed on or before the start date."""
    repaired, start = log["mrcdate"], log["startdate"]
    if start >= repaired:
        return None
    return (
        f"Major repairs were completed on {day_in_words(repaired)}, after the tenancy start date {day_in_words(start)}. "
        "Correct one of the two dates."
    )


@RULES.hard("L-H-DAT-04", fields=("mrcdate", "startdate"), needs=("mrcdate", "startdate"))
def repairs_too_long_ago(log: Answers, ctx: LettingsContext) -> str | None:
    """Major repairs were completed at most 20 years before the start date."""
    repaired, earliest = log["mrcdate"], years_before(log["startdate"], LONGEST_YEARS)
    if repaired >= earliest:
        return None
    return (
        f"Major repairs were completed on {day_in_words(repaired)}, more than {LONGEST_YEARS} years before the tenancy start "
        f"date. Enter a date from {day_in_words(earliest)} on, or correct the start date."
    )


@RULES.hard("L-H-DAT-06", fields=("voiddate", "mrcdate"), needs=("voiddate", "mrcdate"))
def void_after_repairs(log: Answers, ctx: LettingsContext) -> str | None:
    """The property became vacant on or before the day major repairs were completed."""
    void, repaired = log["voiddate"], log["mrcdate"]
    if repaired >= void:
        return None
    return f"The void date {day_in_words(void)} is after the date of major repairs, {day_in_words(repaired)}. Correct one of the two dates."


@RULES.hard("L-H-DAT-07", fields=("voiddate", "startdate"), needs=("voiddate", "startdate"))
def void_after_start(log: Answers, ctx: LettingsContext) -> str | None:
    """The property became vacant on or before the start date."""
    void, start = log["voiddate"], log["startdate"]
    if start >= void:
        return None
    return f"The void date {day_in_words(void)} is after the tenancy start date {day_in_words(start)}. Correct one of the two dates."


@RULES.hard("L-H-DAT-08", fields=("voiddate", "startdate"), needs=("voiddate", "startdate"))
def void_too_long_ago(log: Answers, ctx: LettingsContext) -> str | None:
    """The property became vacant at most 20 years before the start date."""
    void, earliest = log["voiddate"], years_before(log["startdate"], LONGEST_YEARS)
    if void >= earliest:
        return None
    return (
        f"The void date {day_in_words(void)} is more than {LONGEST_YEARS} years before the tenancy start date. "
        f"Enter a date from {day_in_words(earliest)} on, or correct the start date."
    )
