"""Where the letting is: the log's own area and postcode, or those of its location.

Every rule, derivation, search and export must agree on this, so it is said once (docs/domain/lettings-rules.md#0).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.questionnaire.answers import Answers
from portal.windows import collection_year as year_of_day
from supported_housing.facts import LocationFacts

if TYPE_CHECKING:
    from lettings.context import LettingsContext

NEEDSTYPE_SUPPORTED = 2
FIRST_YEAR_WITH_OWN_ADDRESS_IN_SUPPORTED_HOUSING = 2026


def collection_year(log: Answers, ctx: LettingsContext) -> int:
    """The year (1 April to 31 March) the letting counts to; the current one while there is no start date."""
    start = log["startdate"]
    if start is None:
        return ctx.current_year
    return year_of_day(start)


def location_of(log: Answers, ctx: LettingsContext) -> LocationFacts | None:
    """The facts of the chosen location, if one is chosen."""
    chosen = log["location_id"]
    return None if chosen is None else ctx.locations.get(chosen)


def effective_la(log: Answers, ctx: LettingsContext) -> str | None:
    """The area of the letting: its location's, but from 2026 its own when it has one."""
    own: str | None = log["la"]
    if log["location_id"] is None:
        return own
    year = collection_year(log, ctx)
    if own is not None and year >= FIRST_YEAR_WITH_OWN_ADDRESS_IN_SUPPORTED_HOUSING:
        return own
    location = location_of(log, ctx)
    if location is None or not location.code:
        return own
    return ctx.areas.of_location(location.code, year)


def effective_postcode(log: Answers, ctx: LettingsContext) -> str | None:
    """The postcode of the letting: its location's, but from 2026 its own when it has one."""
    own: str | None = log["postcode_full"]
    if log["location_id"] is None:
        return own
    if own is not None and collection_year(log, ctx) >= FIRST_YEAR_WITH_OWN_ADDRESS_IN_SUPPORTED_HOUSING:
        return own
    location = location_of(log, ctx)
    return own if location is None else location.postcode
