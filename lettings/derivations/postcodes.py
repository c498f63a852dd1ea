"""What a postcode brings: its tidy form, that it is known, and its area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.derivations.registry import DERIVATIONS
from lettings.place import FIRST_YEAR_WITH_OWN_ADDRESS_IN_SUPPORTED_HOUSING, NEEDSTYPE_SUPPORTED, collection_year
from portal.logs import derivations as shared
from portal.logs.address import AddressAnswers
from portal.questionnaire.answers import Answers, Changes

if TYPE_CHECKING:
    from lettings.context import LettingsContext

ADDRESS = AddressAnswers(date_field="startdate", postcode_known="postcode_known", known=1, year_of=collection_year)


def has_no_own_address(log: Answers, ctx: LettingsContext) -> bool:
    """Up to 2025 supported housing has no address of its own: the location is the address."""
    return (
        log["needstype"] == NEEDSTYPE_SUPPORTED
        and collection_year(log, ctx) < FIRST_YEAR_WITH_OWN_ADDRESS_IN_SUPPORTED_HOUSING
    )


@DERIVATIONS.lookup(
    reads=("needstype", "startdate"),
    sets=("postcode_full", "postcode_known", "is_la_inferred", "la"),
    codes={"needstype": (NEEDSTYPE_SUPPORTED,)},
)
def take_area_from_postcode(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A new postcode is written in the usual form and brings its area."""
    if not has_no_own_address(log, ctx):
        ADDRESS.take_new_postcode(log, changes, ctx)


@DERIVATIONS.lookup(reads=("startdate",), sets=("ppostcode_full", "ppcodenk", "is_previous_la_inferred", "prevloc"))
def take_previous_area_from_postcode(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A new postcode of the last settled home is written in the usual form and brings its area."""
    shared.use_previous_postcode(log, changes, ctx, collection_year(log, ctx))


@DERIVATIONS.reaction(reads=("startdate",), sets=("la", "is_la_inferred"))
def forget_area_not_live(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """An area that does not exist on the new start date goes."""
    shared.forget_area_not_live(log, changes, ctx, "startdate")


@DERIVATIONS.derivation(
    reads=("postcode_known", "is_la_inferred", "postcode_full"),
    sets=("la", "is_la_inferred", "postcode_full", "postcode_known"),
)
def without_postcode(log: Answers, ctx: LettingsContext) -> None:
    """Without a known postcode there is neither a postcode nor an area that was worked out from it."""
    ADDRESS.without_postcode(log)
