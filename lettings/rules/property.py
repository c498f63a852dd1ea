"""Rules on the property: why it was vacant, its size, its address and its area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.place import NEEDSTYPE_SUPPORTED, effective_la, location_of
from lettings.rules.registry import RULES
from lettings.rules.setup import START
from portal.addresses.postcodes import compact_postcode
from portal.logs.rules import area_not_in_england, area_not_live, postcode_not_valid, uprn_not_a_number, uprn_not_found
from portal.questionnaire.answers import Answers
from portal.questionnaire.rules import among, since

if TYPE_CHECKING:
    from lettings.context import LettingsContext

RELET_TO_TEMPORARY_OCCUPANT = 9
RENEWAL_OF_FIXED_TERM = 14
NOT_TEMPORARY_TENURES = frozenset({4, 6, 8, 24, 25, 34, 35})
NOT_TEMPORARY_REFERRALS = frozenset({8, 10, 12, 13, 14, 15})
SHARED_HOUSING = frozenset({4, 9, 10})
SHARED_BEDS_ALONE, SHARED_BEDS = 3, 7


@RULES.hard(
    "L-H-PRO-01",
    fields=("rsnvac",),
    when=f"rsnvac == {RELET_TO_TEMPORARY_OCCUPANT} and {among('prevten', NOT_TEMPORARY_TENURES)}",
)
def relet_to_temporary_occupant_after_other_tenure(log: Answers, ctx: LettingsContext) -> str | None:
    """A property re-let to someone who occupied it as temporary accommodation must not follow a previous tenure that
    cannot be temporary accommodation."""
    return (
        "You said the property is re-let to a tenant who occupied it as temporary accommodation, but the previous "
        "housing situation is not temporary accommodation. Change one of the two answers."
    )


@RULES.hard(
    "L-H-PRO-02",
    fields=("rsnvac", "referral", "referral_type"),
    when=f"rsnvac == {RELET_TO_TEMPORARY_OCCUPANT} and {among('referral', NOT_TEMPORARY_REFERRALS)}",
)
def relet_to_temporary_occupant_after_other_referral(log: Answers, ctx: LettingsContext) -> str | None:
    """A property re-let to someone who occupied it as temporary accommodation must not come from a source of referral
    that cannot lead there."""
    return (
        "You said the property is re-let to a tenant who occupied it as temporary accommodation, which does not "
        "fit the source of referral. Change one of the two answers."
    )


@RULES.hard("L-H-PRO-03", fields=("rsnvac",), when=f"renewal == 0 and rsnvac == {RENEWAL_OF_FIXED_TERM}")
def vacant_by_renewal_of_no_renewal(log: Answers, ctx: LettingsContext) -> str | None:
    """Renewal of a fixed-term tenancy can be the reason for the vacancy only when the letting is a renewal."""
    return (
        "The reason for the vacancy is the renewal of a fixed-term tenancy, but you said this letting is not a "
        "renewal. Choose another reason, or say in the setup section that it is a renewal."
    )


def _too_many_beds_for_one(log: Answers) -> bool:
    return log["hhmemb"] == 1 and not 1 <= log["beds"] <= SHARED_BEDS_ALONE


@RULES.hard(
    "L-H-PRO-04", fields=("unittype_gn", "beds", "hhmemb"), needs=("beds",), when=among("unittype_gn", SHARED_HOUSING)
)
def shared_housing_too_large_for_one(log: Answers, ctx: LettingsContext) -> str | None:
    """Shared housing let to one person has 1 to 3 bedrooms."""
    if not _too_many_beds_for_one(log):
        return None
    return (
        f"You entered {log['beds']} bedrooms in shared housing for a household of one person. Enter from 1 to "
        f"{SHARED_BEDS_ALONE} bedrooms, or correct the type of unit or the number of people."
    )


@RULES.hard(
    "L-H-PRO-05",
    fields=("unittype_gn", "beds"),
    needs=("beds",),
    when=among("unittype_gn", SHARED_HOUSING),
    reads=("hhmemb",),
)
def shared_housing_too_large(log: Answers, ctx: LettingsContext) -> str | None:
    """Shared housing has 1 to 7 bedrooms."""
    if _too_many_beds_for_one(log) or 1 <= log["beds"] <= SHARED_BEDS:
        return None
    return (
        f"You entered {log['beds']} bedrooms in shared housing. Enter from 1 to {SHARED_BEDS} bedrooms, "
        "or correct the type of unit."
    )


@RULES.hard("L-H-PRO-06", fields=("uprn",), needs=("uprn",))
def uprn_not_valid(log: Answers, ctx: LettingsContext) -> str | None:
    """A UPRN (the number of an address) has 1 to 12 digits."""
    return uprn_not_a_number(log["uprn"])


@RULES.hard("L-H-PRO-07", fields=("uprn", "uprn_selection"), needs=("uprn", "startdate"))
def uprn_unknown(log: Answers, ctx: LettingsContext) -> str | None:
    """The address of a newly given UPRN must be found by the address service."""
    return uprn_not_found(log, ctx, START)


@RULES.hard("L-H-PRO-08", fields=("postcode_full",), needs=("postcode_full",), reads=("postcode_known",))
def property_postcode_not_valid(log: Answers, ctx: LettingsContext) -> str | None:
    """The property's postcode, when known, must be a valid postcode."""
    return postcode_not_valid(log["postcode_full"]) if log["postcode_known"] == 1 else None


@RULES.hard(
    "L-H-PRO-09",
    fields=("location_id", "uprn", "postcode_full"),
    needs=("location_id", "postcode_full"),
    years=since(2026),
)
def postcode_differs_from_location(log: Answers, ctx: LettingsContext) -> str | None:
    """In supported housing the postcode of the address must be the postcode of the location."""
    location = location_of(log, ctx)
    if location is None or not location.postcode:
        return None
    own = log["postcode_full"]
    if compact_postcode(own) == compact_postcode(location.postcode):
        return None
    return (
        f"The postcode of the address, {own}, is not the postcode of the location, {location.postcode}. "
        "Correct the address or choose another location."
    )


_AREA_FIELDS = ("la", "postcode_full", "uprn", "uprn_selection", "startdate")


def _where_the_area_comes_from(log: Answers, message: str | None) -> dict[str, str] | None:
    if message is None:
        return None
    fields = (*_AREA_FIELDS, "location_id", "scheme_id") if log["needstype"] == NEEDSTYPE_SUPPORTED else _AREA_FIELDS
    return dict.fromkeys(fields, message)


@RULES.hard(
    "L-H-PRO-10", fields=(*_AREA_FIELDS, "location_id", "scheme_id"), codes={"needstype": (NEEDSTYPE_SUPPORTED,)}
)
def property_not_in_england(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """The property must be in the area of an English local authority."""
    return _where_the_area_comes_from(log, area_not_in_england(effective_la(log, ctx), ctx, "lettings"))


@RULES.hard(
    "L-H-PRO-11",
    fields=(*_AREA_FIELDS, "location_id", "scheme_id"),
    needs=("startdate",),
    codes={"needstype": (NEEDSTYPE_SUPPORTED,)},
)
def area_not_live_at_start(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """The local authority must exist on the start date."""
    return _where_the_area_comes_from(log, area_not_live(effective_la(log, ctx), log["startdate"], ctx, START))
