"""Rules on the buyers and the people who live with them, and on where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.logs.rules import CHILD, children_too_old
from portal.logs.wording import pounds
from portal.questionnaire.answers import Answers
from sales.rules.registry import RULES
from sales.rules.wording import someone

if TYPE_CHECKING:
    from sales.context import SalesContext

DISCOUNTED = 2
NOT_SOCIAL_TENURES = {
    3: "private tenant",
    4: "tied home or renting with job",
    5: "owner occupier",
    6: "living with family or friends",
    7: "temporary accommodation",
    9: "other",
    0: "don’t know",
}
PEOPLE = range(2, 7)
BEDSIT = 2


@RULES.hard(
    "prevten_discounted",
    fields=("prevten", "ownershipsch"),
    needs=("saledate", "prevten"),
    codes={"ownershipsch": (DISCOUNTED,), "prevten": NOT_SOCIAL_TENURES},
)
def discounted_buyer_not_social_tenant(log: Answers, ctx: SalesContext) -> str | None:
    """The buyer of a discounted ownership sale must have been a tenant of a local authority or a private registered
    provider."""
    if log["ownershipsch"] != DISCOUNTED or log["prevten"] not in NOT_SOCIAL_TENURES:
        return None
    return (
        f"You answered “{NOT_SOCIAL_TENURES[log['prevten']]}” to buyer 1’s previous tenure, but a discounted ownership "
        "sale is made to a tenant of a local authority or a private registered provider. Correct the previous tenure "
        "or the ownership scheme."
    )


@RULES.hard(
    "person_child_over_16",
    fields=tuple(name for n in PEOPLE for name in (f"ecstat{n}", f"age{n}")),
    codes={"jointpur": (1,), **{f"ecstat{n}": (CHILD,) for n in range(2, 7)}},
)
def child_too_old(log: Answers, ctx: SalesContext) -> dict[str, str] | None:
    """Someone whose working situation is child under 16 must not be older than 16."""
    return children_too_old(log, PEOPLE, someone(log))


@RULES.hard("buyer1_is_child", fields=("ecstat1",), needs=("saledate",), codes={"ecstat1": (CHILD,)})
def first_buyer_is_child(log: Answers, ctx: SalesContext) -> str | None:
    """Buyer 1 must not be a child."""
    if log["ecstat1"] != CHILD:
        return None
    return "Buyer 1 cannot be a child under 16. Choose buyer 1’s working situation."


@RULES.hard("buyer2_is_child", fields=("ecstat2",), needs=("saledate",), codes={"jointpur": (1,), "ecstat2": (CHILD,)})
def second_buyer_is_child(log: Answers, ctx: SalesContext) -> str | None:
    """Buyer 2 must not be a child."""
    if log["jointpur"] != 1 or log["ecstat2"] != CHILD:
        return None
    return (
        "Buyer 2 cannot be a child under 16. Choose buyer 2’s working situation, or say that the purchase is not joint."
    )


@RULES.hard("child_has_income", fields=("ecstat2", "income2"), needs=("income2",), codes={"ecstat2": (CHILD,)})
def child_with_income(log: Answers, ctx: SalesContext) -> str | None:
    """A child has no income."""
    if log["ecstat2"] != CHILD or log["income2"] <= 0:
        return None
    return (
        f"You entered an income of {pounds(log['income2'])} for buyer 2, whose working situation is child under 16. "
        "Correct the income or the working situation."
    )


@RULES.hard("previous_bedsit_beds", fields=("frombeds", "fromprop"), needs=("frombeds",), codes={"fromprop": (BEDSIT,)})
def previous_bedsit_with_bedrooms(log: Answers, ctx: SalesContext) -> str | None:
    """A bedsit that the buyer lived in before has one bedroom."""
    if log["fromprop"] != BEDSIT or log["frombeds"] == 1:
        return None
    return (
        f"You entered {log['frombeds']} bedrooms for the previous property, which was a bedsit and so has 1. "
        "Correct the number of bedrooms or the type of the previous property."
    )
