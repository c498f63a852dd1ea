"""Buyers and households that are unusual: age and work, partners, who lives in, wheelchair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.logs import unusual
from portal.questionnaire.answers import Answers
from portal.words import listed
from sales.amounts import OLDER_PERSONS
from sales.rules.registry import RULES
from sales.rules.wording import someone

if TYPE_CHECKING:
    from sales.context import SalesContext

OLDER_PERSONS_AGE = 64
PEOPLE_WITH_DETAILS = 6
AGE_NOT_KNOWN = 1
SHARED_OR_DISCOUNTED = (1, 2)
_AGE = tuple(f"age{n}" for n in range(PEOPLE_WITH_DETAILS + 1))


@RULES.soft(
    "retired_under_66",
    confirm="retirement_value_check",
    fields=("age{n}", "ecstat{n}"),
    needs=("age{n}", "ecstat{n}"),
    persons=range(1, 7),
    when=unusual.RETIRED_EARLY,
    codes={"jointpur": (1,)},
)
def retired_early(log: Answers, ctx: SalesContext, n: int) -> str | None:
    """Someone younger than 66 is retired."""
    return unusual.retired_early(log, n, someone(log))


@RULES.soft(
    "not_retired_over_66",
    confirm="retirement_value_check",
    fields=("age{n}", "ecstat{n}"),
    needs=("age{n}", "ecstat{n}"),
    persons=range(1, 7),
    when=unusual.NOT_RETIRED_LATE,
    codes={"jointpur": (1,)},
)
def not_retired_late(log: Answers, ctx: SalesContext, n: int) -> str | None:
    """Someone older than 66 is not retired."""
    return unusual.not_retired_late(log, n, someone(log))


def _too_young_for_older_persons(log: Answers, n: int) -> bool:
    age = log[_AGE[n]]
    return (age is not None and age < OLDER_PERSONS_AGE) or log[f"age{n}_known"] == AGE_NOT_KNOWN


@RULES.soft(
    "older_persons_age",
    confirm="old_persons_shared_ownership_value_check",
    fields=("type", "jointpur", "age1", "age2"),
    needs=("type", "jointpur"),
    codes={
        "jointpur": (AGE_NOT_KNOWN,),
        "type": (OLDER_PERSONS,),
        "age1_known": (AGE_NOT_KNOWN,),
        "age2_known": (AGE_NOT_KNOWN,),
    },
)
def buyers_too_young_for_older_persons(log: Answers, ctx: SalesContext) -> str | None:
    """No buyer of the older persons scheme is known to be 64 or older (the guidance to buyers says 65)."""
    if log["type"] != OLDER_PERSONS or not _too_young_for_older_persons(log, 1):
        return None
    if log["jointpur"] == 1 and not _too_young_for_older_persons(log, 2):
        return None
    buyers = (1, 2) if log["jointpur"] == 1 else (1,)
    ages = listed([f"{log[_AGE[n]]} as the age of buyer {n}" for n in buyers if log[_AGE[n]] is not None])
    who = "neither buyer is" if log["jointpur"] == 1 else "the buyer is not"
    return (
        f"You said this is Older Persons Shared Ownership, but {who} known to be {OLDER_PERSONS_AGE} or older"
        f"{f' (you entered {ages})' if ages else ''}. Check the type of sale and the ages."
    )


def _lives_elsewhere(buyer: int) -> str:
    return (
        f"You said buyer {buyer} will not live in the property, but those who buy under shared or discounted ownership "
        "usually do. Check this and the ownership scheme."
    )


@RULES.soft(
    "buyer1_not_living_in",
    confirm="buyer_livein_value_check",
    fields=("ownershipsch", "buy1livein"),
    needs=("ownershipsch", "buy1livein"),
    codes={"buy1livein": (2,), "ownershipsch": SHARED_OR_DISCOUNTED},
)
def first_buyer_lives_elsewhere(log: Answers, ctx: SalesContext) -> str | None:
    """Buyer 1 will not live in the property, although this is shared or discounted ownership."""
    if log["ownershipsch"] not in SHARED_OR_DISCOUNTED or log["buy1livein"] != 2:
        return None
    return _lives_elsewhere(1)


@RULES.soft(
    "buyer2_not_living_in",
    confirm="buyer_livein_value_check",
    fields=("ownershipsch", "buy2livein"),
    needs=("ownershipsch", "buy2livein"),
    codes={"buy2livein": (2,), "jointpur": (1,), "ownershipsch": SHARED_OR_DISCOUNTED},
)
def second_buyer_lives_elsewhere(log: Answers, ctx: SalesContext) -> str | None:
    """Buyer 2 will not live in the property, although this is shared or discounted ownership."""
    if log["jointpur"] != 1 or log["ownershipsch"] not in SHARED_OR_DISCOUNTED or log["buy2livein"] != 2:
        return None
    return _lives_elsewhere(2)


@RULES.soft(
    "partner_under_16",
    confirm="partner_under_16_value_check",
    fields=("age{n}", "relat{n}"),
    needs=("age{n}", "relat{n}"),
    persons=range(2, 7),
    when=unusual.PARTNER_TOO_YOUNG,
    codes={"jointpur": (1,)},
)
def partner_under_16(log: Answers, ctx: SalesContext, n: int) -> str | None:
    """Buyer 1's partner is younger than 16."""
    return unusual.partner_too_young(log, n, someone(log))


@RULES.soft(
    "multiple_partners",
    confirm="multiple_partners_value_check",
    fields=("relat2", "relat3", "relat4", "relat5", "relat6"),
    needs=("hhmemb",),
    codes={"jointpur": (1,), **{f"relat{n}": ("P",) for n in range(2, 7)}},
)
def several_partners(log: Answers, ctx: SalesContext) -> dict[str, str] | None:
    """More than one person is buyer 1's partner."""
    last = min(log["hhmemb"], PEOPLE_WITH_DETAILS)
    return unusual.several_partners(log, range(2, last + 1), someone(log))


@RULES.soft(
    "wheelchair_not_disabled",
    confirm="wheel_value_check",
    fields=("disabled", "wheel"),
    needs=("disabled", "wheel"),
    codes={"disabled": (2,), "wheel": (1,)},
)
def wheelchair_without_disability(log: Answers, ctx: SalesContext) -> str | None:
    """Someone uses a wheelchair, but nobody in the household is disabled."""
    if log["disabled"] != 2 or log["wheel"] != 1:
        return None
    return (
        "You said someone in the household uses a wheelchair, but that nobody considers themselves disabled. "
        "Check both answers."
    )
