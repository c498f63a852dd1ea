from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.sales.world import found

TRIED = (
    "discounted_buyer_not_social_tenant",
    "child_too_old",
    "first_buyer_is_child",
    "second_buyer_is_child",
    "child_with_income",
    "previous_bedsit_with_bedrooms",
)
ON = {"saledate": date(2026, 5, 1)}


@pytest.mark.parametrize(
    ("rule", "answers", "wrong"),
    [
        *(
            ("discounted_buyer_not_social_tenant", {**ON, "ownershipsch": 2, "prevten": code}, True)
            for code in (0, 3, 4, 5, 6, 7, 9)
        ),
        *(("discounted_buyer_not_social_tenant", {**ON, "ownershipsch": 2, "prevten": code}, False) for code in (1, 2)),
        ("discounted_buyer_not_social_tenant", {**ON, "ownershipsch": 1, "prevten": 3}, False),
        ("discounted_buyer_not_social_tenant", {"ownershipsch": 2, "prevten": 3}, False),
        ("first_buyer_is_child", {**ON, "ecstat1": 9}, True),
        ("first_buyer_is_child", {**ON, "ecstat1": 7}, False),
        ("second_buyer_is_child", {**ON, "jointpur": 1, "ecstat2": 9}, True),
        ("second_buyer_is_child", {**ON, "jointpur": 2, "ecstat2": 9}, False),
        ("second_buyer_is_child", {**ON, "jointpur": 1, "ecstat2": 7}, False),
        ("child_with_income", {"ecstat2": 9, "income2": 1}, True),
        ("child_with_income", {"ecstat2": 9, "income2": 0}, False),
        ("child_with_income", {"ecstat2": 1, "income2": 1}, False),
        ("previous_bedsit_with_bedrooms", {"fromprop": 2, "frombeds": 2}, True),
        ("previous_bedsit_with_bedrooms", {"fromprop": 2, "frombeds": 1}, False),
        ("previous_bedsit_with_bedrooms", {"fromprop": 1, "frombeds": 2}, False),
        ("previous_bedsit_with_bedrooms", {"fromprop": 2}, False),
    ],
)
def test_buyers_and_their_last_home(rule: str, answers: dict[str, Any], wrong: bool) -> None:
    assert bool(found(rule, **answers)) == wrong


def test_only_those_older_than_16_are_no_children() -> None:
    answers = {"age2": 16, "ecstat2": 9, "age3": 17, "ecstat3": 9, "age4": 17, "ecstat4": 7, "ecstat6": 9}
    problems = found("child_too_old", **answers)
    assert set(problems) == {"age3", "ecstat3"}
    assert "17" in problems["age3"]
    assert "person 3" in problems["age3"]


def test_the_second_buyer_is_called_a_buyer() -> None:
    joint = found("child_too_old", jointpur=1, age2=17, ecstat2=9, age3=17, ecstat3=9)
    assert "buyer 2" in joint["age2"]
    assert "person 3" in joint["age3"]
    assert "person 2" in found("child_too_old", jointpur=2, age2=17, ecstat2=9)["age2"]
