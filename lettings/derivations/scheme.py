"""Scheme and location: which location follows from a scheme, and what a location brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.derivations.registry import DERIVATIONS
from lettings.place import NEEDSTYPE_SUPPORTED, location_of
from portal.logs.derivations import drop_unless_given, newly
from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.rules import since

if TYPE_CHECKING:
    from lettings.context import LettingsContext

WHEELCHAIR_STANDARD = "W"
OWN_ADDRESS = ("address_line1", "address_line2", "town_or_city", "county")


@DERIVATIONS.lookup(reads=("owning_organisation_id",), sets=("scheme_id", "location_id"))
def leave_scheme_of_other_owner(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A scheme belongs to its owner: when the log gets another one, scheme and location go."""
    scheme, owner = ctx.schemes.get(log["scheme_id"]), log["owning_organisation_id"]
    if scheme is not None and owner is not None and scheme.owning_organisation_id != owner:
        log["scheme_id"] = log["location_id"] = None


@DERIVATIONS.lookup(reads=("scheme_id",), sets=("location_id",))
def take_only_location(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A newly chosen scheme takes its location with it: the only one it offers, or none until one is chosen."""
    if not newly(log, changes, "scheme_id") or newly(log, changes, "location_id"):
        return
    scheme = ctx.schemes.get(log["scheme_id"])
    log["location_id"] = None if scheme is None else scheme.sole_active_location_id


@DERIVATIONS.reaction(
    reads=("needstype",), sets=("wchair", "location_id"), looks_back=True, codes={"needstype": (NEEDSTYPE_SUPPORTED,)}
)
def leave_supported_housing(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A letting that is no supported housing any more loses its location and what followed from it."""
    if changes.was("needstype") == NEEDSTYPE_SUPPORTED and newly(log, changes, "needstype"):
        drop_unless_given(log, changes, "wchair", "location_id")


@DERIVATIONS.reaction(
    reads=("location_id",),
    sets=(*OWN_ADDRESS, "postcode_full", "la", "uprn", "uprn_known", "uprn_confirmed"),
    years=since(2026),
    looks_back=True,
)
def forget_address_of_other_location(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """An address belongs to the location it was given for: with another location it goes, unless given anew.

    Without a location it stays, because that a location closes does not move the home.
    """
    if not newly(log, changes, "location_id") or log["location_id"] is None:
        return
    if not newly(log, changes, "postcode_full"):
        drop_unless_given(log, changes, "la")
    drop_unless_given(log, changes, *OWN_ADDRESS, "postcode_full", "uprn", "uprn_known", "uprn_confirmed")


@DERIVATIONS.derivation(
    reads=("needstype", "location_id"), sets=("wchair",), codes={"needstype": (NEEDSTYPE_SUPPORTED,)}
)
def wheelchair_standard_of_location(log: Answers, ctx: LettingsContext) -> None:
    """In supported housing the location says whether the home is fit for wheelchairs."""
    if log["needstype"] != NEEDSTYPE_SUPPORTED:
        return
    location = location_of(log, ctx)
    log["wchair"] = None if location is None else 1 if location.mobility_type == WHEELCHAIR_STANDARD else 2
