"""What a postcode brings: its tidy form, that it is known, and its area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.derivations.changes import newly
from lettings.derivations.registry import DERIVATIONS
from lettings.place import collection_year, effective_postcode
from portal.addresses.postcodes import normalise_postcode
from portal.questionnaire.answers import Answers, Changes, is_blank

if TYPE_CHECKING:
    from lettings.context import LettingsContext

FIRST_YEAR_OF_NEW_CODES = 2025
# Barnsley and Sheffield; postcode directories know either code, a collection year only one of them.
CODES_SINCE_2025 = {"E08000016": "E08000038", "E08000019": "E08000039"}
CODES_BEFORE_2025 = {new: old for old, new in CODES_SINCE_2025.items()}


def area_of_postcode(log: Answers, ctx: LettingsContext, postcode: str) -> str | None:
    """The area of a postcode under the code that the log's collection year uses."""
    found = ctx.postcode_area(postcode)
    if found is None:
        return None
    year = collection_year(log, ctx)
    if year == FIRST_YEAR_OF_NEW_CODES:
        return CODES_SINCE_2025.get(found, found)
    return CODES_BEFORE_2025.get(found, found) if year < FIRST_YEAR_OF_NEW_CODES else found


def use_postcode(log: Answers, ctx: LettingsContext) -> None:
    """The property's postcode is known, and its area with it where the postcode is found."""
    postcode = log["postcode_full"]
    if is_blank(postcode):
        return
    log["postcode_full"] = postcode = normalise_postcode(postcode)
    log["postcode_known"] = 1
    la = area_of_postcode(log, ctx, effective_postcode(log, ctx) or postcode)
    log["is_la_inferred"] = la is not None
    if la is not None:
        log["la"] = la


@DERIVATIONS.lookup(sets=("postcode_full", "postcode_known", "is_la_inferred", "la"))
def take_area_from_postcode(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A new postcode is written in the usual form and brings its area."""
    if newly(log, changes, "postcode_full"):
        use_postcode(log, ctx)


@DERIVATIONS.lookup(sets=("ppostcode_full", "ppcodenk", "is_previous_la_inferred", "prevloc"))
def take_previous_area_from_postcode(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A new postcode of the last settled home is written in the usual form and brings its area."""
    postcode = log["ppostcode_full"]
    if is_blank(postcode) or not newly(log, changes, "ppostcode_full"):
        return
    log["ppostcode_full"] = postcode = normalise_postcode(postcode)
    log["ppcodenk"] = 0
    la = area_of_postcode(log, ctx, postcode)
    log["is_previous_la_inferred"] = la is not None
    if la is not None:
        log["prevloc"] = la


@DERIVATIONS.reaction(sets=("la", "is_la_inferred"))
def forget_area_not_live(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """An area that does not exist on the new start date goes."""
    start, la = log["startdate"], log["la"]
    if start is None or la is None or not newly(log, changes, "startdate"):
        return
    if not ctx.areas.live_on(la, start):
        log["la"], log["is_la_inferred"] = None, False


@DERIVATIONS.derivation(sets=("la", "is_la_inferred", "postcode_full"))
def without_postcode(log: Answers, ctx: LettingsContext) -> None:
    """Without a known postcode there is neither a postcode nor an area that was worked out from it."""
    if log["postcode_known"] == 1:
        return
    if log["is_la_inferred"]:
        log["la"] = None
    log["is_la_inferred"] = False
    log["postcode_full"] = None
