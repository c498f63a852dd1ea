"""The address: found by its UPRN or typed in, and what one way clears of the other (rules section 4.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.derivations.changes import newly
from lettings.derivations.postcodes import use_postcode
from lettings.derivations.registry import DERIVATIONS
from lettings.facts import Address
from lettings.place import NEEDSTYPE_SUPPORTED, collection_year
from portal.addresses.postcodes import is_valid_postcode
from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.rules import until

if TYPE_CHECKING:
    from lettings.context import LettingsContext

NEW_BUILD = 15
NOT_LISTED = "uprn_not_listed"
LINES = ("address_line1", "address_line2", "town_or_city", "county")
UPRN_FIELDS = ("uprn", "uprn_known", "uprn_confirmed")
_ALL = (*LINES, "postcode_full", "postcode_known", "la", *UPRN_FIELDS, "uprn_selection", "manual_address_entry_selected")


def _clear(log: Answers, *names: str) -> None:
    for name in names:
        log[name] = None


def _is_typed(log: Answers) -> bool:
    return log["address_line1"] is not None and log["town_or_city"] is not None and log["uprn"] is None


@DERIVATIONS.reaction(sets=("manual_address_entry_selected",))
def new_builds_are_typed(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A new-build is not in the address register yet, so its address is typed in; otherwise only if it was."""
    if log["needstype"] == NEEDSTYPE_SUPPORTED and collection_year(log, ctx) < 2026:
        return
    was, now = changes.was("rsnvac") == NEW_BUILD, log["rsnvac"] == NEW_BUILD
    if now and not was and log["uprn"] is None:
        log["manual_address_entry_selected"] = True
    elif was and not now:
        log["manual_address_entry_selected"] = _is_typed(log)


@DERIVATIONS.reaction(sets=_ALL)
def uprn_given_up(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """An address that was found by its UPRN goes when the UPRN is said not to be known, or not to be right."""
    if log["uprn_known"] == 1 and log["uprn_confirmed"] == 0:
        _clear(log, "uprn", "uprn_confirmed", *LINES, "postcode_known", "postcode_full", "la")
        log["uprn_known"] = 0
        if log["renewal"] == 1:
            log["previous_la_known"] = None
    elif log["uprn_known"] == 0 and newly(log, changes, "uprn_known"):
        log["uprn"] = None
        if changes.was("uprn_known") == 1 and log["rsnvac"] != NEW_BUILD:
            _clear(log, *LINES, "postcode_known", "postcode_full", "la")


@DERIVATIONS.reaction(sets=_ALL)
def address_of_uprn(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """A new UPRN brings its address."""
    if log["manual_address_entry_selected"] or _no_own_address(log, ctx):
        return
    dated = newly(log, changes, "startdate")
    chosen = log["uprn_selection"]
    if chosen == NOT_LISTED and (dated or newly(log, changes, "uprn_selection")):
        _type_in_what_was_searched(log, ctx)
        return
    if chosen is not None and newly(log, changes, "uprn_selection") and not newly(log, changes, "uprn"):
        log["uprn"], log["uprn_confirmed"] = chosen, 1
    uprn = log["uprn"]
    if uprn is None or log["startdate"] is None or not (dated or newly(log, changes, "uprn")):
        return
    address = ctx.address_by_uprn(uprn)
    if address is not None:
        _take(log, ctx, address)


def _take(log: Answers, ctx: LettingsContext, address: Address) -> None:
    log["uprn_known"] = log["uprn_confirmed"] = 1
    log["uprn_selection"] = log["uprn"]
    log["address_line1"] = address.address_line1
    log["address_line2"] = address.address_line2
    log["town_or_city"] = address.town_or_city
    log["county"] = None
    log["postcode_full"] = address.postcode_full
    use_postcode(log, ctx)


def _type_in_what_was_searched(log: Answers, ctx: LettingsContext) -> None:
    _clear(log, "uprn", "uprn_confirmed", *LINES)
    log["uprn_known"], log["manual_address_entry_selected"] = 0, True
    log["address_line1"] = log["address_line1_input"]
    if is_valid_postcode(log["postcode_full_input"]):
        log["postcode_full"] = log["postcode_full_input"]
        use_postcode(log, ctx)


@DERIVATIONS.derivation(sets=_ALL)
def address_as_entered(log: Answers, ctx: LettingsContext) -> None:
    """Typed in, an address has no UPRN; otherwise it has one, or there is no address."""
    if log["manual_address_entry_selected"]:
        log["uprn_known"] = 0
        _clear(log, "uprn", "uprn_selection", "uprn_confirmed")
    elif log["uprn"] is not None:
        log["uprn_known"] = log["uprn_confirmed"] = 1
        log["uprn_selection"] = log["uprn"]
    else:
        _clear(log, "uprn_known", "uprn_confirmed", "uprn_selection", *LINES, "postcode_full")


def _no_own_address(log: Answers, ctx: LettingsContext) -> bool:
    return log["needstype"] == NEEDSTYPE_SUPPORTED and collection_year(log, ctx) < 2026


@DERIVATIONS.derivation(sets=(*LINES, "postcode_full", *UPRN_FIELDS), years=until(2025))
def location_is_the_address(log: Answers, ctx: LettingsContext) -> None:
    """Up to 2025 supported housing has no address of its own: the location is the address."""
    if log["needstype"] == NEEDSTYPE_SUPPORTED:
        _clear(log, *UPRN_FIELDS, *LINES, "postcode_full")
