"""Who lives in the household: children, partners, totals and the type of household."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from lettings.derivations.registry import DERIVATIONS
from portal.logs import derivations as shared
from portal.logs.derivations import ADULT_WORK, newly
from portal.questionnaire.answers import Answers, Changes
from portal.questionnaire.rules import since

if TYPE_CHECKING:
    from lettings.context import LettingsContext

REFUSED = 10
ADULT, ELDER = 18, 60
PEOPLE = range(1, 9)
OTHERS = range(2, 9)
_AGE = tuple(f"age{n}" for n in range(9))
_ECSTAT = tuple(f"ecstat{n}" for n in range(9))
_RELAT = tuple(f"relat{n}" for n in range(9))
_read_relat, _read_ages_of_others = itemgetter(*_RELAT[2:]), itemgetter(*_AGE[2:])
_read_age = itemgetter(*_AGE[1:])
_DETAILS_KNOWN = tuple(f"details_known_{n}" for n in range(9))
# Fields in which 1, R and 10 say that someone refuses or does not know.
_NOT_KNOWN = (*_DETAILS_KNOWN[2:], *(f"age{n}_known" for n in PEOPLE))
_SEXES_AND_RELATIONS = (*(f"sex{n}" for n in PEOPLE), *(f"sexrab{n}" for n in PEOPLE), *_RELAT[2:])
_read_not_known, _read_situations = itemgetter(*_NOT_KNOWN), itemgetter(*_ECSTAT[1:])
_read_sexes_and_relations = itemgetter(*_SEXES_AND_RELATIONS)


def last_of_household(log: Answers) -> int:
    """The number of the last person whose details are asked."""
    return min(log["hhmemb"] or 0, 8)


@DERIVATIONS.reaction(reads=_AGE[2:], sets=_ECSTAT[2:], codes=dict.fromkeys(_ECSTAT[2:], (9,)))
def grow_out_of_childhood(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """Another age may be no child's any more, so the working situation of a child goes (and comes back if it is)."""
    shared.grow_out_of_childhood(log, changes, OTHERS)


@DERIVATIONS.reaction(
    reads=_AGE[2:], sets=_RELAT[2:], years=since(2026), looks_back=True, codes=dict.fromkeys(_RELAT[2:], ("X",))
)
def may_be_partner_once_grown(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """Who was a child by the age entered before could be no partner; with another age that has to be asked."""
    for n, relat in zip(OTHERS, _read_relat(log), strict=True):
        if relat == "X":
            before = changes.was(_AGE[n])
            grown = before is not None and before < ADULT_WORK and newly(log, changes, _AGE[n])
            if grown and not changes.is_given(_RELAT[n]):
                log[_RELAT[n]] = None


@DERIVATIONS.reaction(reads=("hhmemb",), sets=_RELAT[2:], years=since(2026), codes=dict.fromkeys(_RELAT[2:], ("P",)))
def only_one_partner(log: Answers, changes: Changes, ctx: LettingsContext) -> None:
    """The lead tenant has one partner: when one is newly chosen, the others are not."""
    relations = _read_relat(log)
    if "P" not in relations:
        return
    partners = [n for n, relat in zip(OTHERS, relations, strict=True) if relat == "P"]
    chosen = [n for n in partners if newly(log, changes, _RELAT[n])][:1]
    for n in partners if chosen else ():
        if n not in chosen and n <= last_of_household(log):
            log[_RELAT[n]] = "X"


@DERIVATIONS.derivation(reads=_AGE[2:], sets=_ECSTAT[2:])
def children_do_not_work(log: Answers, ctx: LettingsContext) -> None:
    """Whoever is under 16 has the working situation child."""
    shared.children_do_not_work(log, OTHERS)


@DERIVATIONS.derivation(
    reads=("hhmemb", *_AGE[2:], *_DETAILS_KNOWN[2:], *_RELAT[2:]),
    sets=_RELAT[2:],
    years=since(2026),
    codes={**dict.fromkeys(_DETAILS_KNOWN[2:], (0,)), **dict.fromkeys(_RELAT[2:], ("P",))},
)
def no_other_partner(log: Answers, ctx: LettingsContext) -> None:
    """Whoever is under 16 is not the partner, nor is anyone not yet asked about when someone else is."""
    partner = False
    for n, age, relat in zip(OTHERS, _read_ages_of_others(log), _read_relat(log), strict=True):
        if age is not None and age < ADULT_WORK:
            log[_RELAT[n]] = "X"
        elif relat == "P":
            partner = True
    if not partner:
        return
    for n in range(2, last_of_household(log) + 1):
        if log[_RELAT[n]] is None and log[_DETAILS_KNOWN[n]] == 0:
            log[_RELAT[n]] = "X"


@DERIVATIONS.derivation(
    reads=(*shared.SAME_AS_SEX[1:], *shared.DESCRIPTION[1:]),
    sets=shared.DESCRIPTION[1:],
    years=since(2026),
    codes=dict.fromkeys(shared.SAME_AS_SEX[1:], (2,)),
)
def no_gender_description(log: Answers, ctx: LettingsContext) -> None:
    """Gender is described only where it differs from the sex registered at birth."""
    shared.no_gender_description(log, PEOPLE)


@DERIVATIONS.derivation(
    reads=("ethnic_group", "nationality_all_group", "ethnic", "nationality_all"),
    sets=("ethnic", "nationality_all"),
    codes={"ethnic": (17,), "ethnic_group": (17,), "nationality_all": (0, 826), "nationality_all_group": (0, 826)},
)
def groups_with_one_member(log: Answers, ctx: LettingsContext) -> None:
    """Where a group of answers has only one, choosing the group is choosing that."""
    shared.group_with_one_member(log, "ethnic_group", "ethnic", (shared.ETHNIC_REFUSED,))
    codes = (shared.NO_NATIONALITY_GIVEN, shared.BRITISH)
    shared.group_with_one_member(log, "nationality_all_group", "nationality_all", codes)


def _is_adult(log: Answers, n: int, age: int) -> bool:
    if n == 1:
        return ADULT_WORK <= age < ELDER
    return ADULT <= age < ELDER or (ADULT_WORK <= age < ADULT and log[_RELAT[n]] in ("P", "X"))


@DERIVATIONS.derivation(
    reads=(*_AGE[1:], *_RELAT[2:]),
    sets=("totelder", "totadult", "totchild"),
    codes=dict.fromkeys(_RELAT[2:], ("P", "X")),
)
def totals_by_age(log: Answers, ctx: LettingsContext) -> None:
    """People of 60 and over, adults, and children under 16, counted from the ages entered."""
    elders = adults = children = 0
    for n, age in zip(PEOPLE, _read_age(log), strict=True):
        if age is None:
            continue
        if age >= ELDER:
            elders += 1
        elif age < ADULT_WORK:
            children += 1
        elif _is_adult(log, n, age):
            adults += 1
    log["totelder"], log["totadult"], log["totchild"] = elders, adults, children


@DERIVATIONS.derivation(reads=("totelder", "totadult", "totchild"), sets=("hhtype",))
def household_type(log: Answers, ctx: LettingsContext) -> None:
    """The type of household follows from how many elders, adults and children there are."""
    log["hhtype"] = shared.household_type(
        log["totelder"] or 0, log["totadult"] or 0, log["totchild"] or 0, elders_alone=False
    )


@DERIVATIONS.derivation(
    reads=(*_NOT_KNOWN, *_SEXES_AND_RELATIONS, *_ECSTAT[1:]),
    sets=("refused",),
    codes={
        **{f"age{n}_known": (1,) for n in range(1, 9)},
        **dict.fromkeys(_DETAILS_KNOWN[2:], (1,)),
        **dict.fromkeys(_ECSTAT[1:], (REFUSED,)),
        **dict.fromkeys(_RELAT[2:], ("R",)),
        **{f"sex{n}": ("R",) for n in range(1, 9)},
        **{f"sexrab{n}": ("R",) for n in range(1, 9)},
    },
)
def some_details_refused(log: Answers, ctx: LettingsContext) -> None:
    """Says whether any detail of anyone was refused or is not known."""
    log["refused"] = int(
        1 in _read_not_known(log) or "R" in _read_sexes_and_relations(log) or REFUSED in _read_situations(log)
    )
