"""Limits on money and shares of a sale, with the sums that must agree. Pounds and per cent."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from portal.questionnaire.answers import Answers
from sales.place import in_london

INCOME_CAP_LONDON, INCOME_CAP_ELSEWHERE = 90_000, 80_000
DISCOUNT_CAP_LONDON, DISCOUNT_CAP_ELSEWHERE = 137_400, 103_400
GRANT_MIN, GRANT_MAX = 9_000, 16_000
MONTHLY_RENT_MAX = 9_999
SAVINGS_HIGH, SAVINGS_HIGH_OLDER_PERSONS = 100_000, 200_000
CHARGE_HIGH, CHARGE_HIGH_OLDER_PERSONS = 300, 550
MORTGAGE_TIMES_INCOME = 5

OLD_MODEL, HOLD, SOCIAL_HOMEBUY, OLDER_PERSONS = 2, 16, 18, 24
RENT_TO_BUY_SHARED, RENT_TO_BUY_FULL = 28, 29
NEW_MODEL, RIGHT_TO_SHARED, LONDON_LIVING_RENT = 30, 31, 32
GRANT_LIMITED_TYPES = (8, 21)
TYPE_WORDS = {
    OLD_MODEL: "Shared Ownership (old model lease)",
    NEW_MODEL: "Shared Ownership (new model lease)",
    SOCIAL_HOMEBUY: "Social HomeBuy",
    HOLD: "HOLD",
    OLDER_PERSONS: "Older Persons Shared Ownership",
    RENT_TO_BUY_SHARED: "Rent to Buy – Shared Ownership",
    RIGHT_TO_SHARED: "Right to Shared Ownership",
    LONDON_LIVING_RENT: "London Living Rent – Shared Ownership",
}


class Shares(NamedTuple):
    """The lowest and highest share in per cent."""

    lowest: int
    highest: int


EQUITY = {
    OLD_MODEL: Shares(25, 75),
    SOCIAL_HOMEBUY: Shares(25, 90),
    **dict.fromkeys(
        (HOLD, OLDER_PERSONS, RENT_TO_BUY_SHARED, NEW_MODEL, RIGHT_TO_SHARED, LONDON_LIVING_RENT), Shares(10, 75)
    ),
}
STAIRBOUGHT_MIN = dict.fromkeys((OLD_MODEL, HOLD, SOCIAL_HOMEBUY, OLDER_PERSONS), 10)
STAIRBOUGHT_MIN_OTHER = 1
STAIRBOUGHT_MAX = {
    OLD_MODEL: 75,
    SOCIAL_HOMEBUY: 75,
    OLDER_PERSONS: 50,
    **dict.fromkeys((HOLD, RENT_TO_BUY_SHARED, NEW_MODEL, RIGHT_TO_SHARED, LONDON_LIVING_RENT), 90),
}


class IncomeRange(NamedTuple):
    """The income usual for a working situation, in pounds a year."""

    lowest: int
    highest: int


INCOME_RANGES = {
    1: IncomeRange(13_400, 150_000),
    2: IncomeRange(2_600, 80_000),
    3: IncomeRange(2_080, 30_000),
    4: IncomeRange(520, 23_400),
    5: IncomeRange(520, 80_000),
    6: IncomeRange(520, 50_000),
    7: IncomeRange(520, 30_000),
    8: IncomeRange(520, 150_000),
    9: IncomeRange(520, 150_000),
    0: IncomeRange(520, 150_000),
}


def income_cap(la: str) -> int:
    """The highest income a buyer of shared ownership may have in this area."""
    return INCOME_CAP_LONDON if in_london(la) else INCOME_CAP_ELSEWHERE


def share_of(value: Decimal, percentage: Decimal) -> Decimal:
    """A share of the full value."""
    return value * percentage / 100


def discounted_value(value: Decimal, discount: Decimal | None) -> Decimal:
    """The price after the discount."""
    return value - share_of(value, discount or Decimal(0))


def paid(log: Answers, *sources: str) -> Decimal:
    """What the buyer brings together; a source without an answer adds nothing."""
    return sum((Decimal(log[name]) for name in sources if log[name] is not None), Decimal(0))
