from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.sales.world import found

WHICH = {"initialpurchase": "first_purchase", "lasttransaction": "last_purchase"}
TRIED = (
    "handover_after_completion",
    "handover_too_long_ago",
    "first_purchase_before_shared_ownership",
    "first_purchase_not_before_completion",
    "last_purchase_before_shared_ownership",
    "last_purchase_not_before_completion",
    "last_purchase_not_after_first",
)
DAY = timedelta(days=1)
SALE = date(2026, 5, 1)


def test_handover_is_not_after_completion() -> None:
    assert found("handover_after_completion", hodate=SALE, saledate=SALE) == {}
    assert "2 May 2026" in found("handover_after_completion", hodate=SALE + DAY, saledate=SALE)["hodate"]


@pytest.mark.parametrize(
    ("handover", "completed", "wrong"),
    [
        (date(2021, 5, 1), SALE, True),
        (date(2021, 5, 2), SALE, False),
        (date(2023, 2, 28), date(2028, 2, 29), True),
        (date(2023, 3, 1), date(2028, 2, 29), False),
    ],
)
def test_handover_is_less_than_five_years_before_completion(handover: date, completed: date, wrong: bool) -> None:
    assert bool(found("handover_too_long_ago", hodate=handover, saledate=completed)) == wrong


@pytest.mark.parametrize("what", ["initialpurchase", "lasttransaction"])
def test_shared_ownership_began_in_1980(what: str) -> None:
    assert found(f"{WHICH[what]}_before_shared_ownership", **{what: date(1980, 1, 1)}) == {}
    assert "31 December 1979" in found(f"{WHICH[what]}_before_shared_ownership", **{what: date(1979, 12, 31)})[what]


@pytest.mark.parametrize("what", ["initialpurchase", "lasttransaction"])
@pytest.mark.parametrize(
    ("sale", "later", "wrong"),
    [
        (SALE, -1, False),
        (SALE, 0, True),
        (SALE, 1, True),
        (date(2026, 3, 31), 0, False),
        (date(2026, 3, 31), 1, True),
    ],
)
def test_earlier_purchases_are_before_completion(what: str, sale: date, later: int, wrong: bool) -> None:
    answers = {what: sale + later * DAY, "saledate": sale}
    assert bool(found(f"{WHICH[what]}_not_before_completion", **answers)) == wrong


@pytest.mark.parametrize(
    ("sale", "later", "wrong"), [(SALE, 1, False), (SALE, 0, True), (SALE, -1, True), (date(2025, 5, 1), 0, False)]
)
def test_the_last_transaction_is_after_the_first_purchase(sale: date, later: int, wrong: bool) -> None:
    first = date(2015, 5, 1)
    answers = {"initialpurchase": first, "lasttransaction": first + later * DAY, "saledate": sale}
    assert bool(found("last_purchase_not_after_first", **answers)) == wrong
