"""The address: found by its UPRN or typed in, and what one way clears of the other (docs/domain/lettings-rules.md#4.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.derivations.postcodes import ADDRESS, has_no_own_address
from lettings.derivations.registry import DERIVATIONS
from lettings.place import NEEDSTYPE_SUPPORTED
from portal.logs.address import ADDRESS_FIELDS, LINES, UPRN_FIELDS, derive_uprn, search_first
from portal.logs.derivations import clear, newly
from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.rules import until

if TYPE_CHECKING:
    from lettings.context import LettingsContext

NEW_BUILD = 15
_ALL = (*ADDRESS_FIELDS, "postcode_known")


@DERIVATIONS.lookup(reads=(), sets=("manual_address_entry_selected",))
def searched_first(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """An address is searched for until the user chooses to type it in."""
    search_first(log)


@DERIVATIONS.reaction(
    reads=("address_line1", "needstype", "rsnvac", "startdate", "town_or_city", "uprn"),
    sets=("manual_address_entry_selected",),
    codes={"needstype": (NEEDSTYPE_SUPPORTED,), "rsnvac": (NEW_BUILD,)},
)
def new_builds_are_typed(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A new-build is not in the address register yet, so its address is typed in; otherwise only if it was."""
    if has_no_own_address(log, ctx):
        return
    was, now = changes.was("rsnvac") == NEW_BUILD, log["rsnvac"] == NEW_BUILD
    if now and not was and log["uprn"] is None:
        log["manual_address_entry_selected"] = True
    elif was and not now:
        typed = log["address_line1"] is not None and log["town_or_city"] is not None
        log["manual_address_entry_selected"] = typed and log["uprn"] is None


@DERIVATIONS.reaction(reads=("rsnvac",), sets=(*_ALL, "previous_la_known"), codes={"rsnvac": (NEW_BUILD,)})
def uprn_given_up(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """An address that was found by its UPRN goes when the UPRN is said not to be known, or not to be right."""
    rejected = log["uprn_known"] == 1 and log["uprn_confirmed"] == 0
    if rejected or (log["uprn_known"] == 0 and newly(log, changes, "uprn_known")):
        clear(log, "uprn", "uprn_confirmed")
        log["uprn_known"] = 0
    if rejected or (ADDRESS.is_given_up(log, changes) and log["rsnvac"] != NEW_BUILD):
        ADDRESS.give_up(log, changes)


@DERIVATIONS.reaction(reads=("needstype", "startdate"), sets=_ALL, codes={"needstype": (NEEDSTYPE_SUPPORTED,)})
def address_of_uprn(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A new UPRN brings its address."""
    if not log["manual_address_entry_selected"] and not has_no_own_address(log, ctx):
        ADDRESS.take_address_of_uprn(log, changes, ctx)


@DERIVATIONS.derivation(reads=("manual_address_entry_selected", "uprn"), sets=_ALL)
def address_as_entered(log: Answers, ctx: LettingsContext) -> None:
    """Typed in, an address has no UPRN; otherwise it has one, or there is no address."""
    if not derive_uprn(log):
        clear(log, "uprn_known", "uprn_confirmed", "uprn_selection", *LINES, "postcode_full")


@DERIVATIONS.derivation(
    reads=("needstype",),
    sets=(*LINES, "postcode_full", *UPRN_FIELDS),
    years=until(2025),
    codes={"needstype": (NEEDSTYPE_SUPPORTED,)},
)
def location_is_the_address(log: Answers, ctx: LettingsContext) -> None:
    """Up to 2025 supported housing has no address of its own: the location is the address."""
    if log["needstype"] == NEEDSTYPE_SUPPORTED:
        clear(log, *UPRN_FIELDS, *LINES, "postcode_full")
