"""Households that are unusual: retirement, pregnancy, partners, sickness, referral."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lettings.rules.registry import RULES
from lettings.rules.wording import someone
from portal.logs import unusual
from portal.questionnaire.answers import Answers
from portal.questionnaire.rules import since, until

if TYPE_CHECKING:
    from lettings.context import LettingsContext

UNABLE_TO_WORK = 8
PEOPLE_WITH_DETAILS = 8
LOCAL_AUTHORITY_REFERRAL = 4
_ECSTAT = tuple(f"ecstat{n}" for n in range(PEOPLE_WITH_DETAILS + 1))
_AGE = tuple(f"age{n}" for n in range(PEOPLE_WITH_DETAILS + 1))
_RELAT = tuple(f"relat{n}" for n in range(PEOPLE_WITH_DETAILS + 1))
_SEX = tuple(f"sex{n}" for n in range(PEOPLE_WITH_DETAILS + 1))
_SEXRAB = tuple(f"sexrab{n}" for n in range(PEOPLE_WITH_DETAILS + 1))
_SAME = tuple(f"gender_same_as_sex{n}" for n in range(PEOPLE_WITH_DETAILS + 1))


def people_with_details(log: Answers) -> range:
    """The numbers of the people whose details are asked: eight at most, also while the number is not known."""
    members = log["hhmemb"]
    return range(1, (PEOPLE_WITH_DETAILS if members is None else min(members, PEOPLE_WITH_DETAILS)) + 1)


@RULES.soft(
    "L-S-10",
    confirm="retirement_value_check",
    fields=("ecstat{n}", "age{n}"),
    needs=("ecstat{n}", "age{n}"),
    years=since(2025),
    persons=range(1, 9),
    when=unusual.RETIRED_EARLY,
)
def retired_early(log: Answers, ctx: LettingsContext, n: int) -> str | None:
    """Someone younger than 66 is retired."""
    return unusual.retired_early(log, n, someone)


@RULES.soft(
    "L-S-11",
    confirm="retirement_value_check",
    fields=("ecstat{n}", "age{n}"),
    needs=("ecstat{n}", "age{n}"),
    years=since(2025),
    persons=range(1, 9),
    when=unusual.NOT_RETIRED_LATE,
)
def not_retired_late(log: Answers, ctx: LettingsContext, n: int) -> str | None:
    """Someone older than 66 is not retired."""
    return unusual.not_retired_late(log, n, someone)


def _details_known(log: Answers, n: int) -> bool:
    return n == 1 or log[f"details_known_{n}"] == 0


def _age_known(log: Answers, n: int) -> bool:
    return log[_AGE[n]] is not None and log[f"age{n}_known"] == 0


def _pregnancy_fields(log: Answers, *columns: tuple[str, ...]) -> list[str]:
    return ["preg_occ", *(column[n] for n in people_with_details(log) for column in columns)]


_PREGNANCY_2025 = ("preg_occ", *_SEX[1:], *_AGE[1:])


def _sexes_complete(log: Answers) -> bool:
    members = log["hhmemb"]
    if log["preg_occ"] != 1 or (members is not None and members > PEOPLE_WITH_DETAILS):
        return False
    return all(log[_SEX[n]] is not None and _details_known(log, n) for n in people_with_details(log))


@RULES.soft(
    "L-S-12",
    confirm="pregnancy_value_check",
    fields=_PREGNANCY_2025,
    needs=("preg_occ",),
    years=until(2025),
    reads=("hhmemb",),
    codes={"preg_occ": (1,), **{f"details_known_{n}": (0,) for n in range(2, 9)}, **dict.fromkeys(_SEX[1:], ("M",))},
)
def pregnancy_without_women(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """Someone in the household is pregnant, but everyone in it is male."""
    if not _sexes_complete(log) or any(log[_SEX[n]] != "M" for n in people_with_details(log)):
        return None
    message = (
        "You said someone in the household is pregnant, but also that everyone in it is male. "
        "Check both answers and the number of people."
    )
    return dict.fromkeys(_pregnancy_fields(log, _SEX), message)


@RULES.soft(
    "L-S-13",
    confirm="pregnancy_value_check",
    fields=_PREGNANCY_2025,
    needs=("preg_occ",),
    years=until(2025),
    reads=("hhmemb",),
    codes={
        "preg_occ": (1,),
        **{f"age{n}_known": (0,) for n in range(1, 9)},
        **{f"details_known_{n}": (0,) for n in range(2, 9)},
        **dict.fromkeys(_SEX[1:], ("F",)),
    },
)
def pregnancy_outside_usual_ages(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """Someone in the household is pregnant, but no woman in it is 16 to 50 years old."""
    if not _sexes_complete(log):
        return None
    people = people_with_details(log)
    women = [n for n in people if log[_SEX[n]] == "F"]
    if not women or not all(_age_known(log, n) for n in people) or any(16 <= log[_AGE[n]] <= 50 for n in women):
        return None
    message = (
        "You said someone in the household is pregnant, but also that no woman in it is from 16 to 50 years old. "
        "Check the answer and the ages."
    )
    return dict.fromkeys(_pregnancy_fields(log, _SEX, _AGE), message)


def _is_male(log: Answers, n: int) -> bool:
    return log[_SEXRAB[n]] == "M" and log[_SAME[n]] == 1


@RULES.soft(
    "L-S-14",
    confirm="pregnancy_value_check",
    fields=("preg_occ", *_AGE[1:], *_SEXRAB[1:], *_SAME[1:]),
    needs=("preg_occ",),
    years=since(2026),
    reads=("hhmemb",),
    codes={
        "preg_occ": (1,),
        **{f"age{n}_known": (0,) for n in range(1, 9)},
        **{f"details_known_{n}": (0,) for n in range(2, 9)},
        **dict.fromkeys(_SAME[1:], (1,)),
        **dict.fromkeys(_SEXRAB[1:], ("M",)),
    },
)
def pregnancy_unlikely(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """Someone in the household is pregnant, but everyone in it is male, or nobody who is not is 13 to 55 years old."""
    members = log["hhmemb"]
    if log["preg_occ"] != 1 or (members is not None and members > PEOPLE_WITH_DETAILS):
        return None
    people = people_with_details(log)
    for n in people:
        if log[_SEXRAB[n]] is None or log[_SAME[n]] is None or not _details_known(log, n):
            return None
    others = [n for n in people if not _is_male(log, n)]
    if others and (not all(_age_known(log, n) for n in people) or any(13 <= log[_AGE[n]] <= 55 for n in others)):
        return None
    why = "nobody in it who is not male is from 13 to 55 years old" if others else "everyone in it is male"
    message = (
        f"You said someone in the household is pregnant, but also that {why}. "
        "Check the answer and the details of the people in the household."
    )
    return dict.fromkeys(_pregnancy_fields(log, _AGE, _SEXRAB, _SAME), message)


@RULES.soft(
    "L-S-15",
    confirm="working_situation_illness_check",
    fields=("illness", *_ECSTAT[1:]),
    needs=("illness",),
    years=since(2026),
    when="illness == 2 and (" + " or ".join(f"{name} == {UNABLE_TO_WORK}" for name in _ECSTAT[1:]) + ")",
    reads=("hhmemb",),
)
def sick_without_illness(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """Someone cannot work because of long-term sickness or disability, but nobody has a health condition."""
    sick = [n for n in people_with_details(log) if log[_ECSTAT[n]] == UNABLE_TO_WORK]
    if not sick:
        return None
    message = (
        f"You said {someone(sick[0])} is unable to work because of long-term sickness or disability, but that nobody "
        "in the household has a long-term health condition. Check both answers."
    )
    return dict.fromkeys(("illness", *(_ECSTAT[n] for n in sick)), message)


@RULES.soft(
    "L-S-16",
    confirm="partner_under_16_value_check",
    fields=("age{n}", "relat{n}"),
    needs=("age{n}", "relat{n}"),
    years=until(2025),
    persons=range(2, 9),
    when=unusual.PARTNER_TOO_YOUNG,
)
def partner_under_16(log: Answers, ctx: LettingsContext, n: int) -> str | None:
    """The lead tenant's partner is younger than 16."""
    return unusual.partner_too_young(log, n, someone)


@RULES.soft(
    "L-S-17",
    confirm="multiple_partners_value_check",
    fields=_RELAT[2:],
    needs=("hhmemb",),
    years=until(2025),
    codes=dict.fromkeys(_RELAT[2:], ("P",)),
)
def several_partners(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """More than one person is the lead tenant's partner."""
    return unusual.several_partners(log, people_with_details(log), someone)


@RULES.soft(
    "L-S-20",
    confirm="referral_value_check",
    fields=("needstype", "referral"),
    needs=("needstype", "referral"),
    years=until(2025),
    codes={"needstype": (1,), "referral": (LOCAL_AUTHORITY_REFERRAL,)},
)
def local_authority_referral_to_general_needs(log: Answers, ctx: LettingsContext) -> str | None:
    """A local authority referred the household to general needs housing."""
    if log["needstype"] == 1 and log["referral"] == LOCAL_AUTHORITY_REFERRAL:
        return (
            "You said the household was referred by a local authority to general needs housing; such referrals are "
            "usually to supported housing. Check the source of referral and the needs type."
        )
    return None
