"""What kind of letting it is: groups of rent types, letting type, new or re-let."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.derivations.registry import DERIVATIONS
from portal.questionnaire.answers import Answers

if TYPE_CHECKING:
    from lettings.context import LettingsContext

FIRST_LETS = (15, 16, 17)
SOCIAL_TENURES = frozenset({6, 30, 31, 32, 33, 34, 35})
SOCIAL_REFERRALS = (1, 10)
RENT_TYPE_GROUP = {0: 1, 1: 2, 2: 2, 3: 3, 4: 3, 5: 3, 6: 4}
LONDON_AFFORDABLE = {2: 1, 1: 2}
INTERMEDIATE_PRODUCT = {3: 1, 4: 2, 5: 3}
# (needs type, provider type of the owner) to the letting type at social rent; other rents are four further each.
_FIRST_LETTYPE = {(1, "PRP"): 1, (2, "PRP"): 2, (1, "LA"): 3, (2, "LA"): 4}


@DERIVATIONS.derivation(reads=("rsnvac",), sets=("newprop",), codes={"rsnvac": FIRST_LETS})
def new_property(log: Answers, ctx: LettingsContext) -> None:
    """A first let is a new property (1), any other letting is not (2)."""
    reason = log["rsnvac"]
    log["newprop"] = None if reason is None else 1 if reason in FIRST_LETS else 2


@DERIVATIONS.derivation(
    reads=("rent_type", "needstype", "owning_organisation_id"),
    sets=("renttype", "lar", "irproduct", "lettype"),
    codes={"needstype": (1, 2), "rent_type": RENT_TYPE_GROUP},
)
def letting_type(log: Answers, ctx: LettingsContext) -> None:
    """Rent type, needs type and the owner's provider type make the letting type."""
    rent = log["rent_type"]
    group = log["renttype"] = RENT_TYPE_GROUP.get(rent)
    log["lar"] = LONDON_AFFORDABLE.get(rent)
    log["irproduct"] = INTERMEDIATE_PRODUCT.get(rent)
    first = _FIRST_LETTYPE.get((log["needstype"], ctx.provider_type(log) or ""))
    log["lettype"] = None if group is None or first is None else first + 4 * (group - 1)


@DERIVATIONS.derivation(
    reads=("startdate", "prevten", "referral"),
    sets=("new_old",),
    codes={"prevten": SOCIAL_TENURES, "referral": SOCIAL_REFERRALS},
)
def new_or_existing_tenant(log: Answers, ctx: LettingsContext) -> None:
    """Whoever comes from social housing or by transfer is an existing social tenant (2), anyone else new (1)."""
    if log["startdate"] is None:
        log["new_old"] = None
    else:
        existing = log["prevten"] in SOCIAL_TENURES or log["referral"] in SOCIAL_REFERRALS
        log["new_old"] = 2 if existing else 1


@DERIVATIONS.derivation(reads=("mrcdate", "voiddate", "startdate"), sets=("vacdays",))
def days_vacant(log: Answers, ctx: LettingsContext) -> None:
    """Days from the end of major repairs, or else from the vacancy, to the start of the tenancy."""
    since, start = log["mrcdate"] or log["voiddate"], log["startdate"]
    log["vacdays"] = None if since is None or start is None else (start - since).days
