from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.sales.world import found

TRIED = (
    "discounted_price_not_met",
    "share_price_not_met",
    "share_price_not_met_without_mortgage",
    "homebuy_price_not_met",
    "homebuy_price_not_met_without_mortgage",
)
IN_2025, IN_2026 = date(2025, 5, 1), date(2026, 5, 1)


def sums(**amounts: Any) -> dict[str, Decimal]:
    """Amounts as they are kept."""
    return {name: Decimal(str(amount)) for name, amount in amounts.items()}


DISCOUNT = {"ownershipsch": 2, "type": 9, "mortgageused": 1, **sums(value=200_000, discount=40, mortgage=100_000)}
GRANT = {"ownershipsch": 2, "type": 8, "mortgageused": 1, **sums(value=129_000, grant=9_000, mortgage=100_000)}
FULL = {"ownershipsch": 2, "type": 29, "mortgageused": 1, **sums(value=120_000, mortgage=100_000)}


@pytest.mark.parametrize(
    ("day", "base", "deposit", "wrong"),
    [
        (IN_2025, DISCOUNT, 20_100, False),
        (IN_2025, DISCOUNT, 20_101, True),
        (IN_2025, DISCOUNT, 19_900, False),
        (IN_2025, DISCOUNT, 19_899, True),
        (IN_2026, DISCOUNT, 20_200, False),
        (IN_2026, DISCOUNT, 20_201, True),
        (IN_2026, DISCOUNT, 19_799, True),
        (IN_2026, GRANT, "20000.99", False),
        (IN_2026, GRANT, 20_001, True),
        (IN_2026, GRANT, 19_999, True),
        (IN_2026, FULL, 20_000, False),
        (IN_2026, FULL, 20_001, True),
        (IN_2026, {**FULL, "type": 22}, 20_001, False),
        (IN_2026, {**DISCOUNT, "ownershipsch": 1}, 1, False),
        (IN_2026, {**DISCOUNT, "mortgage": None}, 120_000, False),
        (IN_2026, {**DISCOUNT, "mortgage": None, "mortgageused": 2}, 120_000, False),
        (IN_2026, {**DISCOUNT, "mortgage": None, "mortgageused": 2}, 20_000, True),
    ],
)
def test_a_discounted_sale(day: date, base: dict[str, Any], deposit: Any, wrong: bool) -> None:
    assert bool(found("discounted_price_not_met", **base, saledate=day, **sums(deposit=deposit))) == wrong


def test_the_message_lists_the_amounts() -> None:
    message = found("discounted_price_not_met", **DISCOUNT, saledate=IN_2026, **sums(deposit=1_000))["deposit"]
    for amount in ("£100,000", "£1,000", "£101,000", "£200,000", "40%", "£120,000"):
        assert amount in message


def test_the_message_on_a_share_names_the_amounts() -> None:
    answers = {**WAYS["share_price_not_met"], "saledate": IN_2026, **sums(deposit=1_000)}
    message = found("share_price_not_met", **answers)["deposit"]
    for amount in ("£80,000", "£1,000", "£81,000", "40%", "£250,000", "£100,000"):
        assert amount in message
    alone = {**WAYS["share_price_not_met_without_mortgage"], "saledate": IN_2026, **sums(deposit=1_000)}
    assert "a deposit of £1,000" in found("share_price_not_met_without_mortgage", **alone)["deposit"]


SHARE = {"ownershipsch": 1, "type": 30, "staircase": 2, **sums(value=250_000, equity=40)}
WAYS = {
    "share_price_not_met": {**SHARE, "mortgageused": 1, **sums(mortgage=80_000)},
    "share_price_not_met_without_mortgage": {**SHARE, "mortgageused": 2, **sums(mortgage=0)},
    "homebuy_price_not_met": {**SHARE, "type": 18, "mortgageused": 1, **sums(mortgage=75_000, cashdis=5_000)},
    "homebuy_price_not_met_without_mortgage": {
        **SHARE,
        "type": 18,
        "mortgageused": 2,
        **sums(mortgage=0, cashdis=5_000),
    },
}


def right_deposit(way: dict[str, Any]) -> Decimal:
    """What is left of the share's price of £100,000."""
    return Decimal(100_000) - way["mortgage"] - way.get("cashdis", 0)


@pytest.mark.parametrize("rule", WAYS)
@pytest.mark.parametrize(
    ("day", "apart", "wrong"),
    [
        (IN_2025, "0.99", False),
        (IN_2025, "1", True),
        (IN_2025, "-1", True),
        (IN_2026, "250", False),
        (IN_2026, "251", True),
        (IN_2026, "-251", True),
    ],
)
def test_a_first_share(rule: str, day: date, apart: str, wrong: bool) -> None:
    answers = {**WAYS[rule], "saledate": day, "deposit": right_deposit(WAYS[rule]) + Decimal(apart)}
    assert (
        set(found(rule, **answers)) >= {"deposit", "value", "equity", "type"} if wrong else not found(rule, **answers)
    )


@pytest.mark.parametrize("rule", WAYS)
@pytest.mark.parametrize(
    "otherwise", [{"ownershipsch": 2}, {"staircase": 1}, {"mortgageused": 3}, {"saledate": None}, {"equity": None}]
)
def test_only_a_first_share_is_compared(rule: str, otherwise: dict[str, Any]) -> None:
    answers = {**WAYS[rule], "saledate": IN_2026, "deposit": Decimal(1)}
    assert found(rule, **answers)
    assert found(rule, **{**answers, **otherwise}) == {}


@pytest.mark.parametrize("rule", WAYS)
def test_each_way_has_its_own_rule(rule: str) -> None:
    answers = {**WAYS[rule], "saledate": IN_2026, "deposit": Decimal(1)}
    assert [other for other in WAYS if found(other, **answers)] == [rule]
