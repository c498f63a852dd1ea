"""Charges, what they add up to, and what they come to per week."""

from decimal import Decimal
from typing import Any

import pytest

from lettings.amounts import per_period, weekly, weekly_income
from lettings.derivations.charges import charges_per_week, money_flags, shortfall_per_week, total_charge
from portal.questionnaire.answers import Answers
from tests.lettings import world as w


@pytest.mark.parametrize(
    ("amount", "period", "expected"),
    [
        ("100", 1, "100.00"),
        ("50.13", 2, "25.06"),
        ("60.97", 2, "30.49"),
        ("100.98", 3, "25.25"),
        ("57.86", 3, "14.46"),
        ("39.98", 3, "9.99"),
        ("100", 4, "23.08"),
        ("52", 5, "50.00"),
        ("52", 6, "49.00"),
        ("52", 7, "48.00"),
        ("52", 8, "47.00"),
        ("52", 9, "46.00"),
        ("52", 10, "53.00"),
        ("52", 11, "51.00"),
    ],
)
def test_weekly_amounts_round_as_published(amount: str, period: int, expected: str) -> None:
    assert weekly(Decimal(amount), period) == Decimal(expected)


def test_there_is_no_weekly_amount_of_an_unknown_period() -> None:
    assert weekly(Decimal(1), 12) is None


def test_limits_are_told_in_the_rent_period() -> None:
    assert per_period(Decimal(800), 2) == Decimal(1600)
    assert per_period(Decimal("9.99"), 4) == Decimal("43.29")


@pytest.mark.parametrize(
    ("earnings", "frequency", "expected"),
    [(300, 1, 300), (300, 2, 69), (26, 3, 1), (25, 3, 0), (78, 3, 2), (Decimal("90.99"), 1, 90), (1, 4, None)],
)
def test_weekly_income_in_whole_pounds(earnings: int | Decimal, frequency: int, expected: int | None) -> None:
    assert weekly_income(earnings, frequency) == expected


def test_charges_left_out_beside_others_are_nothing() -> None:
    log = Answers(brent=Decimal("90.5"))
    total_charge(log, w.world())
    assert [log[name] for name in ("scharge", "pscharge", "supcharg", "tcharge")] == [0, 0, 0, Decimal("90.5")]


def test_no_charges_no_total() -> None:
    log = Answers(tcharge=Decimal(110), wtcharge=Decimal(110), wrent=Decimal(90), period=1)
    total_charge(log, w.world())
    charges_per_week(log, w.world())
    assert (log["tcharge"], log["wtcharge"], log["wrent"], log["scharge"]) == (None, None, None, None)


def test_weekly_charges_go_with_the_period() -> None:
    log = Answers(brent=Decimal(100), tcharge=Decimal(100), period=2)
    charges_per_week(log, w.world())
    assert (log["wrent"], log["wtcharge"]) == (50, 50)
    log["period"] = None
    charges_per_week(log, w.world())
    assert (log["wrent"], log["wtcharge"]) == (None, None)


@pytest.mark.parametrize(("hb", "expected"), [(1, 5), (6, 5), (9, None), (None, None)])
def test_shortfall_per_week(hb: int | None, expected: int | None) -> None:
    log = Answers(tshortfall=Decimal(10), period=2, hb=hb, wtshortfall=Decimal(1))
    shortfall_per_week(log, w.world())
    assert (log["wtshortfall"], log["tshortfall_known"]) == (expected, 0)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"hb": 6, "net_income_known": 0, "household_charge": 1}, (1, 0, 1)),
        ({"hb": 9, "net_income_known": 1}, (0, 2, None)),
        ({"net_income_known": 2}, (0, 1, None)),
        ({}, (0, None, None)),
    ],
)
def test_flags(answers: dict[str, Any], expected: tuple[Any, ...]) -> None:
    log = Answers(answers)
    money_flags(log, w.world())
    assert (log["has_benefits"], log["incref"], log["nocharge"]) == expected
