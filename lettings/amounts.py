"""Money per week: charges of any rent period, income of any frequency, and the limits they are held against."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import NamedTuple

WEEKS_IN_YEAR = 52
WEEKS_CHARGED = {1: 52, 2: 26, 3: 13, 4: 12, 5: 50, 6: 49, 7: 48, 8: 47, 9: 46, 10: 53, 11: 51}
PERIOD_WORDS = {
    1: "week",
    2: "two weeks",
    3: "four weeks",
    4: "month",
    5: "week, for 50 weeks a year",
    6: "week, for 49 weeks a year",
    7: "week, for 48 weeks a year",
    8: "week, for 47 weeks a year",
    9: "week, for 46 weeks a year",
    10: "week, for 53 weeks a year",
    11: "week, for 51 weeks a year",
}
_PENNY = Decimal("0.01")
_FIFTY_TWO = Decimal(WEEKS_IN_YEAR)
# The rounding of the quotient shows in the result (fortnightly 50.13 is 25.06, not 25.07), so it is part of the rule.
_QUOTIENT = Context(prec=32, rounding=ROUND_HALF_UP)
_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)


@lru_cache(maxsize=8192)
def weekly(amount: Decimal, period: int) -> Decimal | None:
    """What an amount of this rent period comes to per week, in pence; None for a period that does not exist."""
    weeks = WEEKS_CHARGED.get(period)
    if weeks is None:
        return None
    quotient = _QUOTIENT.divide(Decimal(amount), _FIFTY_TWO)
    return _EXACT.quantize(_EXACT.multiply(quotient, Decimal(weeks)), _PENNY)


def per_period(weekly_amount: Decimal, period: int) -> Decimal:
    """A weekly amount as the user would see it in the chosen rent period."""
    weeks = Decimal(WEEKS_CHARGED[period])
    return _EXACT.quantize(_EXACT.divide(_EXACT.multiply(Decimal(weekly_amount), _FIFTY_TWO), weeks), _PENNY)


class IncomeRange(NamedTuple):
    """Weekly income in pounds: usual (soft) and possible (hard)."""

    soft_min: int
    soft_max: int
    hard_min: int
    hard_max: int


INCOME_RANGES = {
    0: IncomeRange(50, 580, 10, 1040),
    1: IncomeRange(143, 730, 90, 1230),
    2: IncomeRange(67, 620, 50, 950),
    3: IncomeRange(80, 480, 40, 990),
    4: IncomeRange(50, 370, 10, 450),
    5: IncomeRange(50, 380, 10, 1000),
    6: IncomeRange(53, 540, 10, 890),
    7: IncomeRange(47, 460, 10, 1300),
    8: IncomeRange(54, 460, 10, 2000),
    9: IncomeRange(50, 450, 10, 750),
    10: IncomeRange(47, 730, 10, 2000),
}

INCOME_EVERY_WEEK, INCOME_EVERY_MONTH, INCOME_EVERY_YEAR = 1, 2, 3


def weekly_income(earnings: Decimal | int, frequency: int) -> int | None:
    """Income per week in whole pounds, half a pound counting up; pence of the figure given do not count."""
    whole = int(earnings)
    if frequency == INCOME_EVERY_WEEK:
        return whole
    if frequency == INCOME_EVERY_MONTH:
        return _rounded(whole * 12, WEEKS_IN_YEAR)
    if frequency == INCOME_EVERY_YEAR:
        return _rounded(whole, WEEKS_IN_YEAR)
    return None


def _rounded(dividend: int, divisor: int) -> int:
    if dividend < 0:
        return -_rounded(-dividend, divisor)
    return (2 * dividend + divisor) // (2 * divisor)


# Highest charges per week: (provider type of the owner) -> pounds.
CHARGE_HARD_MAX = {
    "scharge": {"PRP": 800, "LA": 500},
    "pscharge": {"PRP": 700, "LA": 200},
    "supcharg": {"PRP": 800, "LA": 200},
}
# Highest usual charges per week: (needs type) -> (provider type) -> pounds.
CHARGE_SOFT_MAX = {
    "scharge": {1: {"LA": 25, "PRP": 35}, 2: {"LA": 100, "PRP": 200}},
    "pscharge": {1: {"LA": 25, "PRP": 35}, 2: {"LA": 75, "PRP": 100}},
    "supcharg": {1: {"LA": 25, "PRP": 35}, 2: {"LA": 75, "PRP": 85}},
}
