from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.sales.world import MANCHESTER, WESTMINSTER, found

TRIED = (
    "savings_high",
    "deposit_high_for_savings",
    "price_unusual",
    "bought_much_at_once",
    "owned_much_under_older_persons",
    "monthly_charge_high",
    "discount_high",
    "grant_unusual",
    "paid_less_than_discounted_price",
)
ON = {"saledate": date(2026, 5, 1)}


def exact(**amounts: Any) -> dict[str, Decimal]:
    """Amounts as they are kept."""
    return {name: Decimal(str(amount)) for name, amount in amounts.items()}


@pytest.mark.parametrize(
    ("rule", "answers", "unusual"),
    [
        ("savings_high", {"savings": 100_010}, True),
        ("savings_high", {"savings": 100_000}, False),
        ("savings_high", {"savings": 200_000, "type": 24}, False),
        ("savings_high", {"savings": 200_010, "type": 24}, True),
        ("deposit_high_for_savings", {"mortgageused": 1, "savings": 15_000, **exact(deposit=20_001)}, True),
        ("deposit_high_for_savings", {"mortgageused": 1, "savings": 15_000, **exact(deposit=20_000)}, False),
        ("deposit_high_for_savings", {"mortgageused": 2, "savings": 15_000, **exact(deposit=90_000)}, False),
        ("bought_much_at_once", exact(stairbought="50.1"), True),
        ("bought_much_at_once", exact(stairbought=50), False),
        ("owned_much_under_older_persons", {"type": 24, **exact(stairowned=76)}, True),
        ("owned_much_under_older_persons", {"type": 24, **exact(stairowned=100)}, True),
        ("owned_much_under_older_persons", {"type": 24, **exact(stairowned="75.9")}, False),
        ("owned_much_under_older_persons", {"type": 30, **exact(stairowned=76)}, False),
        ("monthly_charge_high", {"type": 30, "proptype": 1, **exact(mscharge="300.01")}, True),
        ("monthly_charge_high", {"type": 30, "proptype": 1, **exact(mscharge=300)}, False),
        ("monthly_charge_high", {"type": 24, "proptype": 1, **exact(mscharge=550)}, False),
        ("monthly_charge_high", {"type": 24, "proptype": 1, **exact(mscharge="550.01")}, True),
        ("monthly_charge_high", {"type": 30, **exact(mscharge=900)}, False),
        *(("discount_high", {"proptype": kind, **exact(discount="50.1")}, True) for kind in (1, 2)),
        *(("discount_high", {"proptype": kind, **exact(discount=50)}, False) for kind in (1, 2)),
        *(("discount_high", {"proptype": kind, **exact(discount="35.1")}, True) for kind in (3, 4, 9)),
        *(("discount_high", {"proptype": kind, **exact(discount=35)}, False) for kind in (3, 4, 9)),
        ("grant_unusual", {**ON, "type": 22, **exact(grant=8_999)}, True),
        ("grant_unusual", {**ON, "type": 22, **exact(grant=9_000)}, False),
        ("grant_unusual", {**ON, "type": 22, **exact(grant=16_000)}, False),
        ("grant_unusual", {**ON, "type": 22, **exact(grant=16_001)}, True),
        ("grant_unusual", {**ON, "type": 8, **exact(grant=1)}, False),
        (
            "paid_less_than_discounted_price",
            exact(value=200_000, discount=40, mortgage=100_000, deposit=19_999),
            True,
        ),
        (
            "paid_less_than_discounted_price",
            exact(value=200_000, discount=40, mortgage=100_000, deposit=20_000),
            False,
        ),
    ],
)
def test_amounts_and_shares(rule: str, answers: dict[str, Any], unusual: bool) -> None:
    assert bool(found(rule, **answers)) == unusual


@pytest.mark.parametrize(
    ("value", "beds", "la", "unusual"),
    [
        (99_999, 2, MANCHESTER, True),
        (100_000, 2, MANCHESTER, False),
        (300_000, 2, MANCHESTER, False),
        (300_001, 2, MANCHESTER, True),
        (500_001, 6, MANCHESTER, True),
        (400_000, 6, MANCHESTER, False),
        (1, 3, MANCHESTER, False),
        (1, 2, WESTMINSTER, False),
    ],
    ids=["low", "lowest", "highest", "high", "four and more", "usual for four", "no such size", "no such area"],
)
def test_the_price_usual_for_area_and_size(value: int, beds: int, la: str, unusual: bool) -> None:
    asked = found("price_unusual", **ON, beds=beds, la=la, **exact(value=value))
    assert set(asked) == ({"value", "beds", "uprn", "postcode_full", "la"} if unusual else set())


def test_a_price_of_another_year_is_not_compared_with_this_one() -> None:
    answers = {"saledate": date(2025, 5, 1), "beds": 2, "la": MANCHESTER, **exact(value=1)}
    assert found("price_unusual", **answers) == {}
