"""The address: found by its UPRN or typed in, and what one way clears of the other (docs/domain/sales-rules.md#4, 17 to 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.logs.address import ADDRESS_FIELDS, LINES, derive_uprn, search_first
from portal.logs.derivations import clear
from portal.questionnaire.answers import Answers, Changes
from sales.derivations.postcodes import ADDRESS
from sales.derivations.registry import DERIVATIONS

if TYPE_CHECKING:
    from sales.context import SalesContext

_ALL = (*ADDRESS_FIELDS, "pcodenk")


@DERIVATIONS.lookup(reads=(), sets=("manual_address_entry_selected",))
def searched_first(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """An address is searched for until the user chooses to type it in."""
    search_first(log)


@DERIVATIONS.reaction(reads=(), sets=_ALL)
def uprn_given_up(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """An address that was found by its UPRN goes when the UPRN is said not to be right, or not used any more."""
    rejected = log["uprn_known"] == 1 and log["uprn_confirmed"] == 0
    if rejected:
        clear(log, "uprn", "uprn_confirmed")
    if rejected or ADDRESS.is_given_up(log, changes):
        ADDRESS.give_up(log, changes)


@DERIVATIONS.reaction(reads=("saledate",), sets=_ALL)
def address_of_uprn(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """A new UPRN brings its address."""
    if not log["manual_address_entry_selected"]:
        ADDRESS.take_address_of_uprn(log, changes, ctx)


@DERIVATIONS.derivation(reads=("manual_address_entry_selected", "uprn"), sets=_ALL)
def address_as_entered(log: Answers, ctx: SalesContext) -> None:
    """Typed in, an address has no UPRN; otherwise it has one, or there is no address and no area either."""
    if not derive_uprn(log):
        clear(
            log,
            "uprn_known",
            "uprn_confirmed",
            "uprn_selection",
            *LINES,
            "postcode_full",
            "pcodenk",
            "la",
            "is_la_inferred",
        )


@DERIVATIONS.derivation(reads=("postcode_full", "ppostcode_full"), sets=("pcode1", "pcode2", "ppostc1", "ppostc2"))
def halves_of_postcodes(log: Answers, ctx: SalesContext) -> None:
    """The two halves of each postcode."""
    for whole, first, second in (("postcode_full", "pcode1", "pcode2"), ("ppostcode_full", "ppostc1", "ppostc2")):
        halves = (log[whole] or "").split(" ", 1)
        log[first] = halves[0] or None
        log[second] = halves[1] if len(halves) == 2 else None
