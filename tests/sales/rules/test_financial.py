from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.sales.world import MANCHESTER, WESTMINSTER, found

TRIED = (
    "mortgage_zero",
    "mscharge_zero",
    "mrent_max",
    "new_service_charge_same",
    "grant_range",
    "discount_cap_london",
    "discount_cap_non_london",
    "mortgageused_dk_discounted",
    "mortgageused_dk_initial",
    "mortgageused_dk_stairowned",
)
ON = {"saledate": date(2026, 5, 1)}
CHANGED = {"hasservicechargeschanged": 1, "has_mscharge": 1, "mscharge": Decimal(100)}


def money(**amounts: Any) -> dict[str, Decimal]:
    """Amounts as they are kept."""
    return {name: Decimal(str(amount)) for name, amount in amounts.items()}


@pytest.mark.parametrize(
    ("rule", "answers", "wrong"),
    [
        ("mortgage_zero", {"mortgageused": 1, **money(mortgage=0)}, True),
        ("mortgage_zero", {"mortgageused": 1, **money(mortgage=1)}, False),
        ("mortgage_zero", {"mortgageused": 2, **money(mortgage=0)}, False),
        ("mscharge_zero", money(mscharge=0), True),
        ("mscharge_zero", money(mscharge="0.01"), False),
        ("mrent_max", {"ownershipsch": 1, "type": 30, **money(mrent="9999.01")}, True),
        ("mrent_max", {"ownershipsch": 1, "type": 30, **money(mrent=9999)}, False),
        ("mrent_max", {"ownershipsch": 1, "type": 24, **money(mrent=20000)}, False),
        ("mrent_max", {"ownershipsch": 2, "type": 9, **money(mrent=20000)}, False),
        ("mrent_max", {"ownershipsch": 1, **money(mrent=20000)}, False),
        ("new_service_charge_same", {**CHANGED, **money(newservicecharges=100)}, True),
        ("new_service_charge_same", {**CHANGED, **money(newservicecharges="100.01")}, False),
        ("new_service_charge_same", {**CHANGED, "hasservicechargeschanged": 2, **money(newservicecharges=100)}, False),
        ("new_service_charge_same", {**CHANGED, "has_mscharge": 0, **money(newservicecharges=100)}, False),
        *(("grant_range", {**ON, "type": code, **money(grant=8999)}, True) for code in (8, 21)),
        ("grant_range", {**ON, "type": 8, **money(grant=9000)}, False),
        ("grant_range", {**ON, "type": 21, **money(grant=16000)}, False),
        ("grant_range", {**ON, "type": 21, **money(grant=16001)}, True),
        ("grant_range", {**ON, "type": 22, **money(grant=1)}, False),
        ("grant_range", {"type": 8, **money(grant=1)}, False),
        ("mortgageused_dk_discounted", {"mortgageused": 3, "ownershipsch": 2}, True),
        ("mortgageused_dk_discounted", {"mortgageused": 3, "ownershipsch": 1}, False),
        ("mortgageused_dk_discounted", {"mortgageused": 1, "ownershipsch": 2}, False),
        ("mortgageused_dk_initial", {"mortgageused": 3, "ownershipsch": 1, "staircase": 2}, True),
        ("mortgageused_dk_initial", {"mortgageused": 3, "ownershipsch": 1, "staircase": 1}, False),
        ("mortgageused_dk_initial", {"mortgageused": 2, "ownershipsch": 1, "staircase": 2}, False),
        ("mortgageused_dk_stairowned", {"mortgageused": 3, **money(stairowned="99.9")}, True),
        ("mortgageused_dk_stairowned", {"mortgageused": 3, **money(stairowned=100)}, False),
        ("mortgageused_dk_stairowned", {"mortgageused": 1, **money(stairowned=50)}, False),
    ],
)
def test_amounts(rule: str, answers: dict[str, Any], wrong: bool) -> None:
    assert bool(found(rule, **answers)) == wrong


@pytest.mark.parametrize(
    ("rule", "la", "cap"),
    [("discount_cap_london", WESTMINSTER, 137_400), ("discount_cap_non_london", MANCHESTER, 103_400)],
)
def test_a_discount_comes_to_at_most_the_cap(rule: str, la: str, cap: int) -> None:
    assert found(rule, **ON, la=la, **money(value=2 * cap, discount=50)) == {}
    problems = found(rule, **ON, la=la, **money(value=2 * cap + 2, discount=50))
    assert set(problems) == {"discount", "value", "la", "postcode_full", "uprn"}
    assert f"£{cap + 1:,}" in problems["discount"]


@pytest.mark.parametrize(
    ("rule", "la"), [("discount_cap_london", MANCHESTER), ("discount_cap_non_london", WESTMINSTER)]
)
def test_each_cap_is_for_its_own_places(rule: str, la: str) -> None:
    assert found(rule, **ON, la=la, **money(value=900_000, discount=70)) == {}
