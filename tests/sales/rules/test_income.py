from __future__ import annotations

import pytest

from tests.sales.world import MANCHESTER, WESTMINSTER, found

TRIED = (
    "income1_cap_london",
    "income1_cap_non_london",
    "income2_cap_london",
    "income2_cap_non_london",
    "combined_income_cap_london",
    "combined_income_cap_non_london",
)


@pytest.mark.parametrize("buyer", [1, 2])
@pytest.mark.parametrize(
    ("rule", "la", "cap"),
    [("income{}_cap_london", WESTMINSTER, 90_000), ("income{}_cap_non_london", MANCHESTER, 80_000)],
)
def test_a_buyer_of_shared_ownership_has_at_most_the_cap(rule: str, la: str, cap: int, buyer: int) -> None:
    rule, income = rule.format(buyer), f"income{buyer}"
    assert found(rule, ownershipsch=1, la=la, **{income: cap}) == {}
    assert found(rule, ownershipsch=2, la=la, **{income: cap + 1}) == {}
    assert found(rule, ownershipsch=1, la=la, **{income: 0}) == {}
    assert found(rule, ownershipsch=1, la=la, **{income: -1})
    problems = found(rule, ownershipsch=1, la=la, **{income: cap + 1})
    assert f"£{cap + 1:,}" in problems[income]
    assert f"£{cap:,}" in problems[income]


@pytest.mark.parametrize(
    ("rule", "la", "cap"),
    [("combined_income_cap_london", WESTMINSTER, 90_000), ("combined_income_cap_non_london", MANCHESTER, 80_000)],
)
def test_both_buyers_together_have_at_most_the_cap(rule: str, la: str, cap: int) -> None:
    half = cap // 2
    assert found(rule, ownershipsch=1, la=la, income1=half, income2=half) == {}
    assert found(rule, ownershipsch=2, la=la, income1=half, income2=half + 1) == {}
    assert f"£{cap + 1:,}" in found(rule, ownershipsch=1, la=la, income1=half, income2=half + 1)["income2"]


@pytest.mark.parametrize(("rule", "la"), [("{}_cap_london", MANCHESTER), ("{}_cap_non_london", WESTMINSTER)])
@pytest.mark.parametrize("what", ["income1", "income2", "combined_income"])
def test_each_rule_is_for_its_own_places(rule: str, la: str, what: str) -> None:
    assert found(rule.format(what), ownershipsch=1, la=la, income1=200_000, income2=200_000) == {}
