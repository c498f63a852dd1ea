"""The size of the home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.logs.derivations import drop_unless_given, newly
from portal.questionnaire.answers import Answers, Changes
from sales.derivations.registry import DERIVATIONS

if TYPE_CHECKING:
    from sales.context import SalesContext

BEDSIT = 2


@DERIVATIONS.reaction(reads=("proptype",), sets=("beds",), looks_back=True, codes={"proptype": (BEDSIT,)})
def ask_beds_again(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """A home that is no bedsit any more has bedrooms to be counted."""
    if changes.was("proptype") == BEDSIT and newly(log, changes, "proptype"):
        drop_unless_given(log, changes, "beds")


@DERIVATIONS.derivation(reads=("proptype",), sets=("beds",), codes={"proptype": (BEDSIT,)})
def bedsit_has_one_room(log: Answers, ctx: SalesContext) -> None:
    """A bedsit counts as one bedroom."""
    if log["proptype"] == BEDSIT:
        log["beds"] = 1
