"""What a postcode brings: its tidy form, that it is known, its halves and its area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.logs import derivations as shared
from portal.logs.address import AddressAnswers
from portal.questionnaire.answers import Answers, Changes
from sales.derivations.registry import DERIVATIONS
from sales.place import collection_year

if TYPE_CHECKING:
    from sales.context import SalesContext

POSTCODE_KNOWN = 0
ADDRESS = AddressAnswers("saledate", "pcodenk", POSTCODE_KNOWN, collection_year)


@DERIVATIONS.lookup(reads=("saledate",), sets=("postcode_full", "pcodenk", "is_la_inferred", "la"))
def take_area_from_postcode(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """A new postcode is written in the usual form and brings its area."""
    ADDRESS.take_new_postcode(log, changes, ctx)


@DERIVATIONS.lookup(reads=("saledate",), sets=("ppostcode_full", "ppcodenk", "is_previous_la_inferred", "prevloc"))
def take_previous_area_from_postcode(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """A new postcode of the buyer's last home is written in the usual form and brings its area."""
    shared.use_previous_postcode(log, changes, ctx, collection_year(log, ctx))


@DERIVATIONS.reaction(reads=("saledate",), sets=("la", "is_la_inferred"))
def forget_area_not_live(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """An area that does not exist on the new completion date goes."""
    shared.forget_area_not_live(log, changes, ctx, "saledate")


@DERIVATIONS.derivation(
    reads=("pcodenk", "is_la_inferred", "postcode_full"), sets=("la", "is_la_inferred", "postcode_full", "pcodenk")
)
def without_postcode(log: Answers, ctx: SalesContext) -> None:
    """Without a known postcode there is neither a postcode nor an area that was worked out from it."""
    ADDRESS.without_postcode(log)
