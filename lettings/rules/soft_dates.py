"""Vacancies and repairs that lie unusually long before the tenancy."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lettings.rules.registry import RULES
from portal.questionnaire.answers import Answers
from portal.questionnaire.rules import since
from portal.words import day_in_words

if TYPE_CHECKING:
    from lettings.context import LettingsContext

# Calendar days, both ends included; ten years longer than that is a hard error.
UNUSUAL, IMPOSSIBLE = timedelta(days=730), timedelta(days=7300)


def _unusually_long_before(log: Answers, name: str) -> bool:
    before = log["startdate"] - log[name]
    return bool(UNUSUAL <= before <= IMPOSSIBLE)


@RULES.soft(
    "L-S-08",
    confirm="void_date_value_check",
    fields=("voiddate", "startdate"),
    needs=("voiddate", "startdate"),
    years=since(2025),
)
def vacant_for_long(log: Answers, ctx: LettingsContext) -> str | None:
    """The property was vacant for two years or more before the tenancy."""
    if not _unusually_long_before(log, "voiddate"):
        return None
    return (
        f"The property became vacant on {day_in_words(log['voiddate'])}, two years or more before the tenancy start date "
        f"{day_in_words(log['startdate'])}. Check both dates."
    )


@RULES.soft(
    "L-S-09",
    confirm="major_repairs_date_value_check",
    fields=("mrcdate", "startdate"),
    needs=("mrcdate", "startdate"),
    years=since(2025),
)
def repaired_long_ago(log: Answers, ctx: LettingsContext) -> str | None:
    """Major repairs were completed two years or more before the tenancy."""
    if not _unusually_long_before(log, "mrcdate"):
        return None
    return (
        f"Major repairs were completed on {day_in_words(log['mrcdate'])}, two years or more before the tenancy start date "
        f"{day_in_words(log['startdate'])}. Check both dates."
    )
