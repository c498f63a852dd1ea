from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.sales.world import MANCHESTER, WESTMINSTER, found

TRIED = (
    "mortgage_of_nothing",
    "monthly_charge_of_nothing",
    "monthly_rent_too_high",
    "new_charge_is_old_charge",
    "grant_out_of_range",
    "discount_in_london",
    "discount_elsewhere",
    "mortgage_unknown_in_discounted_sale",
    "mortgage_unknown_in_first_sale",
    "mortgage_unknown_when_partly_owned",
)
ON = {"saledate": date(2026, 5, 1)}
CHANGED = {"hasservicechargeschanged": 1, "has_mscharge": 1, "mscharge": Decimal(100)}


def money(**amounts: Any) -> dict[str, Decimal]:
    """Amounts as they are kept."""
    return {name: Decimal(str(amount)) for name, amount in amounts.items()}


@pytest.mark.parametrize(
    ("rule", "answers", "wrong"),
    [
        ("mortgage_of_nothing", {"mortgageused": 1, **money(mortgage=0)}, True),
        ("mortgage_of_nothing", {"mortgageused": 1, **money(mortgage=1)}, False),
        ("mortgage_of_nothing", {"mortgageused": 2, **money(mortgage=0)}, False),
        ("monthly_charge_of_nothing", money(mscharge=0), True),
        ("monthly_charge_of_nothing", money(mscharge="0.01"), False),
        ("monthly_rent_too_high", {"ownershipsch": 1, "type": 30, **money(mrent="9999.01")}, True),
        ("monthly_rent_too_high", {"ownershipsch": 1, "type": 30, **money(mrent=9999)}, False),
        ("monthly_rent_too_high", {"ownershipsch": 1, "type": 24, **money(mrent=20000)}, False),
        ("monthly_rent_too_high", {"ownershipsch": 2, "type": 9, **money(mrent=20000)}, False),
        ("monthly_rent_too_high", {"ownershipsch": 1, **money(mrent=20000)}, False),
        ("new_charge_is_old_charge", {**CHANGED, **money(newservicecharges=100)}, True),
        ("new_charge_is_old_charge", {**CHANGED, **money(newservicecharges="100.01")}, False),
        ("new_charge_is_old_charge", {**CHANGED, "hasservicechargeschanged": 2, **money(newservicecharges=100)}, False),
        ("new_charge_is_old_charge", {**CHANGED, "has_mscharge": 0, **money(newservicecharges=100)}, False),
        *(("grant_out_of_range", {**ON, "type": code, **money(grant=8999)}, True) for code in (8, 21)),
        ("grant_out_of_range", {**ON, "type": 8, **money(grant=9000)}, False),
        ("grant_out_of_range", {**ON, "type": 21, **money(grant=16000)}, False),
        ("grant_out_of_range", {**ON, "type": 21, **money(grant=16001)}, True),
        ("grant_out_of_range", {**ON, "type": 22, **money(grant=1)}, False),
        ("grant_out_of_range", {"type": 8, **money(grant=1)}, False),
        ("mortgage_unknown_in_discounted_sale", {"mortgageused": 3, "ownershipsch": 2}, True),
        ("mortgage_unknown_in_discounted_sale", {"mortgageused": 3, "ownershipsch": 1}, False),
        ("mortgage_unknown_in_discounted_sale", {"mortgageused": 1, "ownershipsch": 2}, False),
        ("mortgage_unknown_in_first_sale", {"mortgageused": 3, "ownershipsch": 1, "staircase": 2}, True),
        ("mortgage_unknown_in_first_sale", {"mortgageused": 3, "ownershipsch": 1, "staircase": 1}, False),
        ("mortgage_unknown_in_first_sale", {"mortgageused": 2, "ownershipsch": 1, "staircase": 2}, False),
        ("mortgage_unknown_when_partly_owned", {"mortgageused": 3, **money(stairowned="99.9")}, True),
        ("mortgage_unknown_when_partly_owned", {"mortgageused": 3, **money(stairowned=100)}, False),
        ("mortgage_unknown_when_partly_owned", {"mortgageused": 1, **money(stairowned=50)}, False),
    ],
)
def test_amounts(rule: str, answers: dict[str, Any], wrong: bool) -> None:
    assert bool(found(rule, **answers)) == wrong


@pytest.mark.parametrize(
    ("rule", "la", "cap"),
    [("discount_in_london", WESTMINSTER, 137_400), ("discount_elsewhere", MANCHESTER, 103_400)],
)
def test_a_discount_comes_to_at_most_the_cap(rule: str, la: str, cap: int) -> None:
    assert found(rule, **ON, la=la, **money(value=2 * cap, discount=50)) == {}
    problems = found(rule, **ON, la=la, **money(value=2 * cap + 2, discount=50))
    assert set(problems) == {"discount", "value", "la", "postcode_full", "uprn"}
    assert f"£{cap + 1:,}" in problems["discount"]


@pytest.mark.parametrize(("rule", "la"), [("discount_in_london", MANCHESTER), ("discount_elsewhere", WESTMINSTER)])
def test_each_cap_is_for_its_own_places(rule: str, la: str) -> None:
    assert found(rule, **ON, la=la, **money(value=900_000, discount=70)) == {}
