from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sales.world import MANCHESTER, WESTMINSTER, found

WHICH = {1: "first", 2: "second"}
TRIED = (
    "income_of_first_buyer_unusual",
    "income_of_second_buyer_unusual",
    "income_of_first_buyer_high_for_discounted",
    "income_of_second_buyer_high_for_discounted",
    "combined_income_high_for_discounted",
    "mortgage_high_for_income",
)
USUAL = {
    1: (13_400, 150_000),
    2: (2_600, 80_000),
    3: (2_080, 30_000),
    4: (520, 23_400),
    5: (520, 80_000),
    6: (520, 50_000),
    7: (520, 30_000),
    8: (520, 150_000),
    9: (520, 150_000),
    0: (520, 150_000),
}


@pytest.mark.parametrize("buyer", [1, 2])
@pytest.mark.parametrize(("ecstat", "lowest", "highest"), [(code, *limits) for code, limits in USUAL.items()])
def test_income_usual_for_the_working_situation(buyer: int, ecstat: int, lowest: int, highest: int) -> None:
    def asked(income: int) -> dict[str, str]:
        return found(f"income_of_{WHICH[buyer]}_buyer_unusual", **{f"ecstat{buyer}": ecstat, f"income{buyer}": income})

    assert asked(lowest) == asked(highest) == {}
    assert f"less than the £{lowest:,}" in asked(lowest - 1)[f"income{buyer}"]
    assert f"more than the £{highest:,}" in asked(highest + 1)[f"ecstat{buyer}"]


def test_a_refused_working_situation_has_no_usual_income() -> None:
    assert found("income_of_first_buyer_unusual", ecstat1=10, income1=1) == {}


@pytest.mark.parametrize(("la", "cap"), [(WESTMINSTER, 90_000), (MANCHESTER, 80_000)])
def test_income_usual_for_a_discounted_sale(la: str, cap: int) -> None:
    for buyer in (1, 2):
        rule, income = f"income_of_{WHICH[buyer]}_buyer_high_for_discounted", f"income{buyer}"
        assert found(rule, ownershipsch=2, la=la, **{income: cap}) == {}
        assert found(rule, ownershipsch=1, la=la, **{income: cap + 1}) == {}
        assert set(found(rule, ownershipsch=2, la=la, **{income: cap + 1})) == {"uprn", "postcode_full", "la", income}
    both = {"ownershipsch": 2, "la": la, "income1": cap}
    assert found("combined_income_high_for_discounted", **both, income2=0) == {}
    assert f"£{cap + 1:,}" in found("combined_income_high_for_discounted", **both, income2=1)["income2"]


def mortgage(amount: int, **answers: Any) -> dict[str, str]:
    """What is said of a mortgage of this amount."""
    return found("mortgage_high_for_income", mortgage=Decimal(amount), **answers)


ALONE = {"jointpur": 2, "inc1mort": 1, "income1": 20_000}
TOGETHER = {"jointpur": 1, "inc1mort": 1, "income1": 20_000, "inc2mort": 1, "income2": 10_000}


@pytest.mark.parametrize(
    ("amount", "answers", "high"),
    [
        (100_000, ALONE, False),
        (100_001, ALONE, True),
        (150_000, TOGETHER, False),
        (150_001, TOGETHER, True),
        (100_001, {**TOGETHER, "inc2mort": 2}, True),
        (100_001, {**TOGETHER, "inc2mort": None}, False),
        (1, {**ALONE, "inc1mort": 2}, True),
        (0, {**ALONE, "inc1mort": 2}, False),
        (900_000, {**ALONE, "income1": None}, False),
        (900_000, {**TOGETHER, "income2": None}, False),
        (900_000, {**ALONE, "inc1mort": None}, False),
    ],
)
def test_a_mortgage_of_five_times_the_income(amount: int, answers: dict[str, Any], high: bool) -> None:
    assert bool(mortgage(amount, **answers)) == high
