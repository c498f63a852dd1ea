"""Where the buyer lived before; in a discounted ownership sale, in the home that is bought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.logs.derivations import drop_unless_given, newly, without_known_previous_postcode
from portal.questionnaire.answers import Answers, Changes
from sales.derivations.registry import DERIVATIONS

if TYPE_CHECKING:
    from sales.context import SalesContext

DISCOUNTED = 2
POSTCODE_KNOWN = 0
SOCIAL_TENURES = (1, 2)
# The previous home's answer and the answer about the property that it repeats.
SAME_HOME = {
    "ppostcode_full": "postcode_full",
    "ppcodenk": "pcodenk",
    "prevloc": "la",
    "is_previous_la_inferred": "is_la_inferred",
    "previous_la_known": "la_known",
}


@DERIVATIONS.reaction(
    reads=("ownershipsch",), sets=tuple(SAME_HOME), looks_back=True, codes={"ownershipsch": (DISCOUNTED,)}
)
def leave_discounted_ownership(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """A sale that is no discounted ownership sale any more asks where the buyer lived before."""
    if changes.was("ownershipsch") == DISCOUNTED and newly(log, changes, "ownershipsch"):
        drop_unless_given(log, changes, "ppostcode_full")
        if log["ppostcode_full"] is None:
            drop_unless_given(log, changes, *SAME_HOME)


@DERIVATIONS.derivation(
    reads=("ownershipsch", "saledate", *SAME_HOME, *SAME_HOME.values()),
    sets=tuple(SAME_HOME),
    codes={"ownershipsch": (DISCOUNTED,), "ppcodenk": (POSTCODE_KNOWN,), "previous_la_known": (1,)},
)
def last_home(log: Answers, ctx: SalesContext) -> None:
    """A discounted ownership sale is made to the tenant; without a known postcode no area follows from one."""
    if log["ownershipsch"] == DISCOUNTED and log["saledate"] is not None:
        for previous, current in SAME_HOME.items():
            log[previous] = log[current]
    elif log["ppcodenk"] != POSTCODE_KNOWN:
        without_known_previous_postcode(log)


@DERIVATIONS.derivation(
    reads=("ownershipsch", "prevten", "prevtenbuy2"),
    sets=("soctenant",),
    codes={"ownershipsch": (1,), "prevten": SOCIAL_TENURES, "prevtenbuy2": SOCIAL_TENURES},
)
def social_tenant_before(log: Answers, ctx: SalesContext) -> None:
    """Whether a buyer of shared ownership was a tenant of a local authority or a private registered provider."""
    if log["ownershipsch"] != 1 or log["prevten"] is None:
        log["soctenant"] = None
    else:
        social = log["prevten"] in SOCIAL_TENURES or log["prevtenbuy2"] in SOCIAL_TENURES
        log["soctenant"] = 1 if social else 2
