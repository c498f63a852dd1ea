"""Rules on the property: its size, its address and its area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.logs.rules import area_not_in_england, area_not_live, postcode_not_valid, uprn_not_a_number, uprn_not_found
from portal.questionnaire.answers import Answers
from sales.rules.registry import RULES
from sales.rules.wording import COMPLETION

if TYPE_CHECKING:
    from sales.context import SalesContext

BEDSIT = 2
_AREA_FIELDS = ("la", "postcode_full", "uprn", "uprn_selection", "saledate")


@RULES.hard(
    "bedsit_max_one_bed", fields=("proptype", "beds"), needs=("proptype", "beds"), codes={"proptype": (BEDSIT,)}
)
def bedsit_with_bedrooms(log: Answers, ctx: SalesContext) -> str | None:
    """A bedsit has at most one bedroom."""
    if log["proptype"] != BEDSIT or log["beds"] <= 1:
        return None
    return (
        f"You entered {log['beds']} bedrooms in a bedsit, which has one at most. "
        "Correct the number of bedrooms or the type of property."
    )


@RULES.hard("uprn_format", fields=("uprn",), needs=("uprn",))
def uprn_malformed(log: Answers, ctx: SalesContext) -> str | None:
    """A UPRN (the number of an address) has 1 to 12 digits."""
    return uprn_not_a_number(log["uprn"])


@RULES.hard("uprn_not_found", fields=("uprn", "uprn_selection"), needs=("uprn", "saledate"))
def uprn_unknown(log: Answers, ctx: SalesContext) -> str | None:
    """The address of a newly given UPRN must be found by the address service."""
    return uprn_not_found(log, ctx, COMPLETION)


@RULES.hard("postcode_format", fields=("postcode_full",), needs=("postcode_full",), reads=("pcodenk",))
def postcode_malformed(log: Answers, ctx: SalesContext) -> str | None:
    """The property's postcode, when known, must be a valid postcode."""
    return postcode_not_valid(log["postcode_full"]) if log["pcodenk"] == 0 else None


@RULES.hard("la_not_in_england", fields=_AREA_FIELDS, needs=("la",), silent_in_bulk_upload=("saledate",))
def property_outside_england(log: Answers, ctx: SalesContext) -> str | None:
    """The property must be in the area of an English local authority."""
    return area_not_in_england(log["la"], ctx, "sales")


@RULES.hard(
    "la_not_active_on_saledate", fields=_AREA_FIELDS, needs=("la", "saledate"), silent_in_bulk_upload=("saledate",)
)
def area_not_live_on_completion(log: Answers, ctx: SalesContext) -> str | None:
    """The local authority must exist on the completion date."""
    return area_not_live(log["la"], log["saledate"], ctx, COMPLETION)


@RULES.hard("previous_postcode_format", fields=("ppostcode_full",), needs=("ppostcode_full",), codes={"ppcodenk": (0,)})
def previous_postcode_malformed(log: Answers, ctx: SalesContext) -> str | None:
    """The postcode of the previous home, when known, must be a valid postcode."""
    return postcode_not_valid(log["ppostcode_full"]) if log["ppcodenk"] == 0 else None
