"""Who buys and who lives with them: children, totals and the type of household."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.logs import derivations as shared
from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.rules import since, until
from portal.windows import collection_year as year_of
from sales.derivations.registry import DERIVATIONS
from sales.place import collection_year

if TYPE_CHECKING:
    from sales.context import SalesContext

PEOPLE = 6
FIRST_YEAR_THAT_COUNTS_EVERYONE = 2026
OTHERS = range(2, PEOPLE + 1)
ADULT_WORK, ADULT, DEPENDENT_CHILD, ELDER = 16, 18, 20, 60
_AGE = tuple(f"age{n}" for n in range(PEOPLE + 1))
_ECSTAT = tuple(f"ecstat{n}" for n in range(PEOPLE + 1))
_RELAT = tuple(f"relat{n}" for n in range(PEOPLE + 1))
_GROUPED = ("ethnic", "nationality_all", "nationality_all_buyer2")
_GROUPS = ("ethnic_group", "nationality_all_group", "nationality_all_buyer2_group")
_DESCRIPTION = tuple(f"gender_description{n}" for n in range(PEOPLE + 1))


def not_buyers(log: Answers) -> range:
    """The numbers of those who live with the buyers."""
    return range(3 if log["jointpur"] == 1 else 2, PEOPLE + 1)


@DERIVATIONS.lookup(reads=("saledate",), sets=("hholdcount",))
def count_as_the_other_year_does(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """To 2025 the people besides the buyers were counted, from 2026 everyone: the same people stay when the date moves.

    Before anything is cleared, because the number decides which people are asked about.
    """
    was, now, count = changes.was("saledate"), log["saledate"], log["hholdcount"]
    if was is None or now is None or count is None or changes.is_given("hholdcount"):
        return
    everyone = collection_year(log, ctx) >= FIRST_YEAR_THAT_COUNTS_EVERYONE
    if everyone == (year_of(was) >= FIRST_YEAR_THAT_COUNTS_EVERYONE):
        return
    buyers = 2 if (log if everyone else changes.previous)["jointpur"] == 1 else 1
    log["hholdcount"] = count + buyers if everyone else max(0, count - buyers)
    who = "everyone is counted, the buyers too" if everyone else "the buyers are not counted"
    changes.tell(
        f"The number of people living in the property is now {log['hholdcount']} instead of {count}: "
        f"for this completion date {who}."
    )


@DERIVATIONS.reaction(
    reads=("jointpur", *_AGE[2:]), sets=_ECSTAT[2:], codes={"jointpur": (1,), **dict.fromkeys(_ECSTAT[2:], (9,))}
)
def grow_out_of_childhood(log: Answers, changes: Changes, ctx: SalesContext) -> None:
    """Another age may be no child's any more, so the working situation of a child goes (and comes back if it is)."""
    shared.grow_out_of_childhood(log, changes, not_buyers(log))


@DERIVATIONS.derivation(reads=("jointpur", *_AGE[2:]), sets=_ECSTAT[2:], codes={"jointpur": (1,)})
def children_do_not_work(log: Answers, ctx: SalesContext) -> None:
    """Whoever is under 16 and does not buy has the working situation child."""
    shared.children_do_not_work(log, not_buyers(log))


@DERIVATIONS.derivation(
    reads=(*shared.SAME_AS_SEX[1:], *_DESCRIPTION[1:]),
    sets=_DESCRIPTION[1:],
    years=since(2026),
    codes=dict.fromkeys(shared.SAME_AS_SEX[1:], (2,)),
)
def no_gender_description(log: Answers, ctx: SalesContext) -> None:
    """Gender is described only where it differs from the sex registered at birth."""
    shared.no_gender_description(log, range(1, PEOPLE + 1))


@DERIVATIONS.derivation(
    reads=(*_GROUPED, *_GROUPS),
    sets=_GROUPED,
    codes={
        "ethnic": (17,),
        "ethnic_group": (17,),
        "nationality_all": (0, 826),
        "nationality_all_buyer2": (0, 826),
        "nationality_all_buyer2_group": (0, 826),
        "nationality_all_group": (0, 826),
    },
)
def groups_with_one_member(log: Answers, ctx: SalesContext) -> None:
    """Where a group of answers has only one, choosing the group is choosing that."""
    shared.group_with_one_member(log, "ethnic_group", "ethnic", (shared.ETHNIC_REFUSED,))
    nationalities = (shared.NO_NATIONALITY_GIVEN, shared.BRITISH)
    shared.group_with_one_member(log, "nationality_all_group", "nationality_all", nationalities)
    shared.group_with_one_member(log, "nationality_all_buyer2_group", "nationality_all_buyer2", nationalities)


def _is_child(log: Answers, n: int, age: int) -> bool:
    return age < ADULT or (age < DEPENDENT_CHILD and log[_RELAT[n]] == "C")


@DERIVATIONS.derivation(
    reads=(*_AGE[1:], *_RELAT[2:]), sets=("totchild", "totadult", "hhtype"), codes=dict.fromkeys(_RELAT[2:], ("C",))
)
def household_type(log: Answers, ctx: SalesContext) -> None:
    """Children and adults (people of 60 and over among them), counted from the ages entered, and what they make."""
    elders = adults = children = 0
    for n in range(1, PEOPLE + 1):
        age = log[_AGE[n]]
        if age is None:
            continue
        if age >= ELDER:
            elders += 1
        elif n == 1:
            adults += age >= ADULT_WORK
        elif _is_child(log, n, age):
            children += 1
        else:
            adults += 1
    log["totchild"], log["totadult"] = children, adults + elders
    log["hhtype"] = shared.household_type(elders, adults, children, elders_alone=True)


@DERIVATIONS.derivation(
    reads=("hholdcount", "jointpur"),
    sets=("hhmemb",),
    years=until(FIRST_YEAR_THAT_COUNTS_EVERYONE - 1),
    codes={"jointpur": (1,)},
)
def household_members_with_buyers(log: Answers, ctx: SalesContext) -> None:
    """To 2025 the people other than the buyers were counted, so that the buyers have to be added."""
    others, joint = log["hholdcount"], log["jointpur"]
    log["hhmemb"] = None if others is None or joint is None else others + (2 if joint == 1 else 1)


@DERIVATIONS.derivation(
    reads=("hholdcount", "jointpur"), sets=("hhmemb",), years=since(FIRST_YEAR_THAT_COUNTS_EVERYONE)
)
def household_members(log: Answers, ctx: SalesContext) -> None:
    """From 2026 everyone is counted, buyers included."""
    log["hhmemb"] = None if log["jointpur"] is None else log["hholdcount"]
