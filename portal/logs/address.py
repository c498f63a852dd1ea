"""The address of a log: found by its UPRN or typed in, and what one way clears of the other.

Lettings and sales keep the same answers about it but for the one that says whether the postcode is known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.addresses.postcodes import is_valid_postcode
from portal.logs.derivations import clear, drop_unless_given, newly, use_postcode, without_known_postcode
from portal.logs.facts import Address
from portal.questionnaire.answers import Answers, Changes, is_blank

if TYPE_CHECKING:
    from portal.logs.context import LogContext


NOT_LISTED = "uprn_not_listed"
LINES = ("address_line1", "address_line2", "town_or_city", "county")
UPRN_FIELDS = ("uprn", "uprn_known", "uprn_confirmed")
ADDRESS_FIELDS = (
    *LINES,
    *UPRN_FIELDS,
    "postcode_full",
    "la",
    "is_la_inferred",
    "uprn_selection",
    "manual_address_entry_selected",
)


@dataclass(frozen=True)
class AddressAnswers:
    """How one kind of log keeps its address."""

    date_field: str
    postcode_known: str
    known: int
    year_of: Callable[[Answers, Any], int]

    def take_postcode(self, log: Answers, ctx: LogContext) -> None:
        """The property's postcode is known, and its area with it where the postcode is found."""
        if use_postcode(log, ctx, self.year_of(log, ctx)):
            log[self.postcode_known] = self.known

    def take_new_postcode(self, log: Answers, changes: Changes, ctx: LogContext) -> None:
        """A new postcode is written in the usual form and brings its area; that of the one before goes."""
        if not newly(log, changes, "postcode_full"):
            return
        if log["is_la_inferred"]:
            drop_unless_given(log, changes, "la")
            log["is_la_inferred"] = False
        self.take_postcode(log, ctx)

    def without_postcode(self, log: Answers) -> None:
        """Without a postcode it is not known, and no area follows from one."""
        if is_blank(log["postcode_full"]) and log[self.postcode_known] == self.known:
            log[self.postcode_known] = None
        if log[self.postcode_known] != self.known:
            without_known_postcode(log)

    def take_address_of_uprn(self, log: Answers, changes: Changes, ctx: LogContext) -> None:
        """A new UPRN brings its address; what is not in the list is typed in."""
        dated = newly(log, changes, self.date_field)
        chosen = log["uprn_selection"]
        if chosen == NOT_LISTED and (dated or newly(log, changes, "uprn_selection")):
            self._type_in_what_was_searched(log, ctx)
            return
        if chosen is not None and newly(log, changes, "uprn_selection") and not newly(log, changes, "uprn"):
            log["uprn"], log["uprn_confirmed"] = chosen, 1
        uprn = log["uprn"]
        if uprn is None or log[self.date_field] is None or not (dated or newly(log, changes, "uprn")):
            return
        address = ctx.address_by_uprn(uprn)
        if address is not None:
            self._take(log, ctx, address)

    def _take(self, log: Answers, ctx: LogContext, address: Address) -> None:
        log["uprn_known"] = log["uprn_confirmed"] = 1
        log["uprn_selection"] = log["uprn"]
        log["address_line1"] = address.address_line1
        log["address_line2"] = address.address_line2
        log["town_or_city"] = address.town_or_city
        log["county"] = None
        log["postcode_full"] = address.postcode_full
        self.take_postcode(log, ctx)

    def _type_in_what_was_searched(self, log: Answers, ctx: LogContext) -> None:
        clear(log, "uprn", "uprn_confirmed", *LINES)
        log["uprn_known"], log["manual_address_entry_selected"] = 0, True
        log["address_line1"] = log["address_line1_input"]
        if is_valid_postcode(log["postcode_full_input"]):
            log["postcode_full"] = log["postcode_full_input"]
            self.take_postcode(log, ctx)

    def is_given_up(self, log: Answers, changes: Changes) -> bool:
        """Say whether this save takes away the UPRN by which the address was found."""
        return changes.was("uprn") is not None and log["uprn"] is None

    def give_up(self, log: Answers, changes: Changes) -> None:
        """What came with a UPRN that is not used any more goes, but for the address that this save gives instead."""
        drop_unless_given(log, changes, *LINES, "postcode_full")
        if is_blank(log["postcode_full"]):
            drop_unless_given(log, changes, self.postcode_known, "la", "is_la_inferred")


def search_first(log: Answers) -> None:
    """An address is searched for until the user chooses to type it in."""
    if log["manual_address_entry_selected"] is None:
        log["manual_address_entry_selected"] = False


def derive_uprn(log: Answers) -> bool:
    """Typed in, an address has no UPRN; otherwise the UPRN is known and confirmed. False where there is no address."""
    if log["manual_address_entry_selected"]:
        log["uprn_known"] = 0
        clear(log, "uprn", "uprn_selection", "uprn_confirmed")
    elif log["uprn"] is not None:
        log["uprn_known"] = log["uprn_confirmed"] = 1
        log["uprn_selection"] = log["uprn"]
    else:
        return False
    return True
