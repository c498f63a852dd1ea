"""Income of the household against what its working situations make possible (hard) or usual (soft)."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from lettings.amounts import INCOME_RANGES, IncomeRange, weekly_income
from lettings.rules.registry import RULES
from portal.logs.wording import pounds
from portal.questionnaire.answers import Answers

if TYPE_CHECKING:
    from lettings.context import LettingsContext

CHILD, REFUSED = 9, 10
_SITUATIONS = tuple(f"ecstat{person}" for person in range(1, 9))
_AGES = tuple(f"age{person}" for person in range(1, 9))
PEOPLE_WITH_DETAILS = 8
_OLDEST_BY_AGE_ALONE = 16


class Income(NamedTuple):
    """Weekly income of a household with its limits."""

    weekly: int
    range: IncomeRange
    people: int


_READ = ("earnings", "incfreq", "hhmemb", *_SITUATIONS, *_AGES)
_read: Callable[[Answers], tuple[Any, ...]] = itemgetter(*_READ)


def _situation(given: int | None, age: int | None) -> int:
    if given is not None:
        return given
    return CHILD if age is not None and age < _OLDEST_BY_AGE_ALONE else REFUSED


def household_income(log: Answers) -> Income | None:
    """Income per week beside the sum of the ranges of everyone in the household, eight people at most."""
    return _income_of(*_read(log))


@lru_cache(maxsize=16)  # four rules ask in turn about the same household
def _income_of(earnings: Any, frequency: int | None, members: int | None, *details: int | None) -> Income | None:
    situations, ages = details[:PEOPLE_WITH_DETAILS], details[PEOPLE_WITH_DETAILS:]
    lead = situations[0]
    if lead is None or members is None or earnings is None or frequency is None:
        return None
    income = weekly_income(earnings, frequency)
    if income is None or lead not in INCOME_RANGES:
        return None
    people = min(members, PEOPLE_WITH_DETAILS)
    others = tuple(_situation(situations[n], ages[n]) for n in range(1, people))
    return Income(income, _sum_of_ranges(lead, others), max(people, 1))


@lru_cache(maxsize=4096)
def _sum_of_ranges(lead: int, others: tuple[int, ...]) -> IncomeRange:
    ranges = [INCOME_RANGES[lead], *(INCOME_RANGES.get(one, INCOME_RANGES[REFUSED]) for one in others)]
    return IncomeRange(*(sum(column) for column in zip(*ranges, strict=True)))


_NEEDS = ("earnings", "incfreq", "ecstat1", "hhmemb")


def _fields(income: Income) -> list[str]:
    return ["earnings", "hhmemb", *_SITUATIONS[: income.people]]


@RULES.hard(
    "L-H-FIN-03",
    fields=("earnings", "hhmemb", *_SITUATIONS, *_AGES),
    needs=(*_NEEDS, "startdate"),
    codes={"incfreq": (1, 2, 3), **dict.fromkeys(_SITUATIONS, INCOME_RANGES)},
)
def income_too_high(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """The household's weekly income must not be more than its working situations make possible."""
    income = household_income(log)
    if income is None or income.weekly <= income.range.hard_max:
        return None
    message = (
        f"The household’s income comes to {pounds(income.weekly)} a week, more than the {pounds(income.range.hard_max)} "
        "that is possible for its working situations. Correct the income, the number of people or the working "
        "situations."
    )
    children = [_AGES[n] for n, name in enumerate(_SITUATIONS[: income.people]) if log[name] == CHILD]
    return dict.fromkeys([*_fields(income), *children], message)


@RULES.hard(
    "L-H-FIN-04",
    fields=("earnings", "hhmemb", *_SITUATIONS),
    needs=(*_NEEDS, "startdate"),
    reads=_AGES,
    codes={"incfreq": (1, 2, 3), **dict.fromkeys(_SITUATIONS, INCOME_RANGES)},
)
def income_too_low(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """The household's weekly income must not be less than its working situations make possible."""
    income = household_income(log)
    if income is None or income.weekly >= income.range.hard_min:
        return None
    message = (
        f"The household’s income comes to {pounds(income.weekly)} a week, less than the {pounds(income.range.hard_min)} "
        "that is possible for its working situations. Correct the income, the number of people or the working "
        "situations."
    )
    return dict.fromkeys(_fields(income), message)


def _review(income: Income, message: str) -> dict[str, str]:
    return dict.fromkeys(["incfreq", *_fields(income), *_AGES[1 : income.people]], message)


_REVIEWED = ("incfreq", "earnings", "hhmemb", *_SITUATIONS, *_AGES[1:])


@RULES.soft(
    "L-S-03",
    confirm="net_income_value_check",
    fields=_REVIEWED,
    needs=_NEEDS,
    reads=("age1",),
    codes={"incfreq": (1, 2, 3), **dict.fromkeys(_SITUATIONS, INCOME_RANGES)},
)
def income_lower_than_usual(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """The household's weekly income is lower than usual for its working situations."""
    income = household_income(log)
    if income is None or not income.range.hard_min <= income.weekly <= income.range.soft_min:
        return None
    return _review(
        income,
        f"The household’s income comes to {pounds(income.weekly)} a week. Households with these working situations "
        f"usually have more than {pounds(income.range.soft_min)}. Check the income and the working situations.",
    )


@RULES.soft(
    "L-S-04",
    confirm="net_income_value_check",
    fields=_REVIEWED,
    needs=_NEEDS,
    reads=("age1",),
    codes={"incfreq": (1, 2, 3), **dict.fromkeys(_SITUATIONS, INCOME_RANGES)},
)
def income_higher_than_usual(log: Answers, ctx: LettingsContext) -> dict[str, str] | None:
    """The household's weekly income is higher than usual for its working situations."""
    income = household_income(log)
    if income is None or not income.range.soft_max <= income.weekly <= income.range.hard_max:
        return None
    return _review(
        income,
        f"The household’s income comes to {pounds(income.weekly)} a week. Households with these working situations "
        f"usually have less than {pounds(income.range.soft_max)}. Check the income and the working situations.",
    )
