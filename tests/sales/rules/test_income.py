from __future__ import annotations

import pytest

from tests.sales.world import MANCHESTER, WESTMINSTER, found

TRIED = (
    "income_of_first_buyer_in_london",
    "income_of_first_buyer_elsewhere",
    "income_of_second_buyer_in_london",
    "income_of_second_buyer_elsewhere",
    "combined_income_in_london",
    "combined_income_elsewhere",
)


@pytest.mark.parametrize("buyer", [1, 2])
@pytest.mark.parametrize(
    ("rule", "la", "cap"),
    [("income_of_{}_buyer_in_london", WESTMINSTER, 90_000), ("income_of_{}_buyer_elsewhere", MANCHESTER, 80_000)],
)
def test_a_buyer_of_shared_ownership_has_at_most_the_cap(rule: str, la: str, cap: int, buyer: int) -> None:
    rule, income = rule.format(("first", "second")[buyer - 1]), f"income{buyer}"
    assert found(rule, ownershipsch=1, la=la, **{income: cap}) == {}
    assert found(rule, ownershipsch=2, la=la, **{income: cap + 1}) == {}
    assert found(rule, ownershipsch=1, la=la, **{income: 0}) == {}
    assert found(rule, ownershipsch=1, la=la, **{income: -1})
    problems = found(rule, ownershipsch=1, la=la, **{income: cap + 1})
    assert f"£{cap + 1:,}" in problems[income]
    assert f"£{cap:,}" in problems[income]


@pytest.mark.parametrize(
    ("rule", "la", "cap"),
    [("combined_income_in_london", WESTMINSTER, 90_000), ("combined_income_elsewhere", MANCHESTER, 80_000)],
)
def test_both_buyers_together_have_at_most_the_cap(rule: str, la: str, cap: int) -> None:
    half = cap // 2
    assert found(rule, ownershipsch=1, la=la, income1=half, income2=half) == {}
    assert found(rule, ownershipsch=2, la=la, income1=half, income2=half + 1) == {}
    assert f"£{cap + 1:,}" in found(rule, ownershipsch=1, la=la, income1=half, income2=half + 1)["income2"]


@pytest.mark.parametrize(("rule", "la"), [("{}_in_london", MANCHESTER), ("{}_elsewhere", WESTMINSTER)])
@pytest.mark.parametrize("what", ["income_of_first_buyer", "income_of_second_buyer", "combined_income"])
def test_each_rule_is_for_its_own_places(rule: str, la: str, what: str) -> None:
    assert found(rule.format(what), ownershipsch=1, la=la, income1=200_000, income2=200_000) == {}
