"""Mortgage, charges and rent, and the number of staircasing transactions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from portal.logs.derivations import drop_unless_given, newly
from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.rules import since
from sales.derivations.registry import DERIVATIONS

if TYPE_CHECKING:
    from sales.context import SalesContext

MORTGAGE_NOT_USED, MORTGAGE_NOT_KNOWN = 2, 3
NOT_INTERVIEWED, INTERVIEWED = 1, 2
FULLY_OWNED = 100
_NOTHING = Decimal(0)


@DERIVATIONS.reaction(
    reads=("mortgageused",),
    sets=("mortgage",),
    looks_back=True,
    codes={"mortgageused": (MORTGAGE_NOT_USED, MORTGAGE_NOT_KNOWN)},
)
def ask_mortgage_again(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """When a mortgage was used after all, its amount has to be given (it was £0 while there was none)."""
    if changes.was("mortgageused") in (MORTGAGE_NOT_USED, MORTGAGE_NOT_KNOWN) and newly(log, changes, "mortgageused"):
        drop_unless_given(log, changes, "mortgage")


@DERIVATIONS.derivation(
    reads=("mortgageused",), sets=("mortgage",), codes={"mortgageused": (MORTGAGE_NOT_USED, MORTGAGE_NOT_KNOWN)}
)
def no_mortgage(log: Answers, ctx: SalesContext) -> None:
    """Without a mortgage its amount is £0; where it is not known whether there was one, there is no amount."""
    if log["mortgageused"] == MORTGAGE_NOT_USED:
        log["mortgage"] = _NOTHING
    elif log["mortgageused"] == MORTGAGE_NOT_KNOWN:
        log["mortgage"] = None


@DERIVATIONS.reaction(
    reads=("mortlen", "noint"),
    sets=("mortlen_known",),
    years=since(2026),
    looks_back=True,
    codes={"noint": (NOT_INTERVIEWED, INTERVIEWED)},
)
def length_was_known(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """A length of the mortgage given in an interview is known, also when there was no interview after all."""
    if changes.was("noint") == INTERVIEWED and log["noint"] == NOT_INTERVIEWED and log["mortlen"] is not None:
        log["mortlen_known"] = 0


@DERIVATIONS.reaction(reads=("stairowned",), sets=("mrent",), looks_back=True)
def ask_rent_again(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """Whoever does not own everything after all pays rent (it was £0 while they did)."""
    if changes.was("stairowned") == FULLY_OWNED and newly(log, changes, "stairowned"):
        drop_unless_given(log, changes, "mrent")


@DERIVATIONS.derivation(reads=("stairowned",), sets=("mrent",))
def no_rent_when_fully_owned(log: Answers, ctx: SalesContext) -> None:
    """Whoever owns 100% pays no rent."""
    if log["stairowned"] == FULLY_OWNED:
        log["mrent"] = _NOTHING


@DERIVATIONS.reaction(reads=("firststair",), sets=("numstair",), codes={"firststair": (1,)})
def count_transactions_again(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """One transaction is right only for the first; said anew not to be the first, their number is asked."""
    if log["numstair"] == 1 and newly(log, changes, "firststair") and log["firststair"] != 1:
        drop_unless_given(log, changes, "numstair")
