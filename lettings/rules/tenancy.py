"""Rules on the tenancy: its type, its length, joint tenancies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.rules.registry import RULES
from portal.questionnaire.answers import Answers, is_blank
from portal.questionnaire.rules import among
from portal.words import counted

if TYPE_CHECKING:
    from lettings.context import LettingsContext

FIXED_TERM = (4, 6)
PERIODIC = 8
OTHER = 3
SOCIAL_OR_AFFORDABLE = (1, 2)
LONGEST = 99


def _length_problem(log: Answers, shortest: int, what: str) -> str | None:
    length = log["tenancylength"]
    if shortest <= length <= LONGEST:
        return None
    return (
        f"The length of the tenancy is {counted(length, 'year')}. {what} lasts from {shortest} to {LONGEST} years: "
        "correct the length or the type of tenancy."
    )


@RULES.hard(
    "L-H-TEN-01",
    fields=("needstype", "tenancylength", "tenancy"),
    needs=("tenancylength",),
    when=f"needstype == 2 and {among('tenancy', FIXED_TERM)}",
)
def fixed_term_in_supported_housing(log: Answers, ctx: LettingsContext) -> str | None:
    """In supported housing a fixed-term tenancy lasts 1 to 99 years."""
    return _length_problem(log, 1, "A fixed-term tenancy in supported housing")


_GENERAL_NEEDS_FIELDS = ("needstype", "rent_type", "tenancylength", "tenancy")


_GENERAL_NEEDS = f"needstype == 1 and {among('tenancy', FIXED_TERM)}"


@RULES.hard(
    "L-H-TEN-02", fields=_GENERAL_NEEDS_FIELDS, needs=("tenancylength",), when=_GENERAL_NEEDS, reads=("renttype",)
)
def fixed_term_at_social_or_affordable_rent(log: Answers, ctx: LettingsContext) -> str | None:
    """In general needs housing at social or affordable rent a fixed-term tenancy lasts 2 to 99 years."""
    if log["renttype"] not in SOCIAL_OR_AFFORDABLE:
        return None
    return _length_problem(log, 2, "A fixed-term general needs tenancy at social or affordable rent")


@RULES.hard(
    "L-H-TEN-03", fields=_GENERAL_NEEDS_FIELDS, needs=("tenancylength",), when=_GENERAL_NEEDS, reads=("renttype",)
)
def fixed_term_at_other_rent(log: Answers, ctx: LettingsContext) -> str | None:
    """In general needs housing at any other rent a fixed-term tenancy lasts 1 to 99 years."""
    if log["renttype"] in SOCIAL_OR_AFFORDABLE:
        return None
    return _length_problem(log, 1, "A fixed-term general needs tenancy at this type of rent")


@RULES.hard("L-H-TEN-04", fields=("tenancylength", "tenancy"), needs=("tenancylength",), when=f"tenancy == {PERIODIC}")
def periodic_length(log: Answers, ctx: LettingsContext) -> str | None:
    """The length of a periodic tenancy, when given, is 1 to 99 years."""
    return _length_problem(log, 1, "A periodic tenancy")


@RULES.hard(
    "L-H-TEN-05", fields=("tenancylength", "tenancy"), needs=("tenancylength",), codes={"tenancy": (4, 6, PERIODIC)}
)
def length_of_other_tenancy(log: Answers, ctx: LettingsContext) -> str | None:
    """Only fixed-term and periodic tenancies have a length."""
    if log["tenancy"] in FIXED_TERM or log["tenancy"] == PERIODIC:
        return None
    return (
        f"You entered a length of {counted(log['tenancylength'], 'year')}, but this type of tenancy has no length. "
        "Remove the length, or choose a fixed-term or periodic tenancy."
    )


@RULES.hard("L-H-TEN-06", fields=("tenancy", "tenancyother"), when=f"tenancy == {OTHER} and tenancyother is blank")
def other_tenancy_not_described(log: Answers, ctx: LettingsContext) -> str | None:
    """When the type of tenancy is other, it must be described."""
    return "You chose another type of tenancy. Enter what type it is, or choose one of the types listed."


@RULES.hard("L-H-TEN-07", fields=("tenancyother",), needs=("tenancyother",), codes={"tenancy": (OTHER,)})
def description_of_listed_tenancy(log: Answers, ctx: LettingsContext) -> str | None:
    """The type of tenancy is described only when it is other."""
    if log["tenancy"] == OTHER or is_blank(log["tenancyother"]):
        return None
    return (
        f"You described the type of tenancy as “{log['tenancyother']}” although one of the listed types is chosen. "
        "Remove the description, or choose “Other”."
    )


@RULES.hard("L-H-TEN-08", fields=("joint", "hhmemb"), needs=("startdate",), when="joint == 1 and hhmemb == 1")
def joint_tenancy_of_one(log: Answers, ctx: LettingsContext) -> str | None:
    """A joint tenancy needs a household of more than one person."""
    return (
        "You said this is a joint tenancy, but the household has 1 person. Correct the number of people, "
        "or say that the tenancy is not joint."
    )
