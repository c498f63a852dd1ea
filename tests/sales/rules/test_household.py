from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.sales.world import found

TRIED = (
    "prevten_discounted",
    "person_child_over_16",
    "buyer1_is_child",
    "buyer2_is_child",
    "child_has_income",
    "previous_bedsit_beds",
)
ON = {"saledate": date(2026, 5, 1)}


@pytest.mark.parametrize(
    ("rule", "answers", "wrong"),
    [
        *(("prevten_discounted", {**ON, "ownershipsch": 2, "prevten": code}, True) for code in (0, 3, 4, 5, 6, 7, 9)),
        *(("prevten_discounted", {**ON, "ownershipsch": 2, "prevten": code}, False) for code in (1, 2)),
        ("prevten_discounted", {**ON, "ownershipsch": 1, "prevten": 3}, False),
        ("prevten_discounted", {"ownershipsch": 2, "prevten": 3}, False),
        ("buyer1_is_child", {**ON, "ecstat1": 9}, True),
        ("buyer1_is_child", {**ON, "ecstat1": 7}, False),
        ("buyer2_is_child", {**ON, "jointpur": 1, "ecstat2": 9}, True),
        ("buyer2_is_child", {**ON, "jointpur": 2, "ecstat2": 9}, False),
        ("buyer2_is_child", {**ON, "jointpur": 1, "ecstat2": 7}, False),
        ("child_has_income", {"ecstat2": 9, "income2": 1}, True),
        ("child_has_income", {"ecstat2": 9, "income2": 0}, False),
        ("child_has_income", {"ecstat2": 1, "income2": 1}, False),
        ("previous_bedsit_beds", {"fromprop": 2, "frombeds": 2}, True),
        ("previous_bedsit_beds", {"fromprop": 2, "frombeds": 1}, False),
        ("previous_bedsit_beds", {"fromprop": 1, "frombeds": 2}, False),
        ("previous_bedsit_beds", {"fromprop": 2}, False),
    ],
)
def test_buyers_and_their_last_home(rule: str, answers: dict[str, Any], wrong: bool) -> None:
    assert bool(found(rule, **answers)) == wrong


def test_only_those_older_than_16_are_no_children() -> None:
    answers = {"age2": 16, "ecstat2": 9, "age3": 17, "ecstat3": 9, "age4": 17, "ecstat4": 7, "ecstat6": 9}
    problems = found("person_child_over_16", **answers)
    assert set(problems) == {"age3", "ecstat3"}
    assert "17" in problems["age3"]
    assert "person 3" in problems["age3"]


def test_the_second_buyer_is_called_a_buyer() -> None:
    joint = found("person_child_over_16", jointpur=1, age2=17, ecstat2=9, age3=17, ecstat3=9)
    assert "buyer 2" in joint["age2"]
    assert "person 3" in joint["age3"]
    assert "person 2" in found("person_child_over_16", jointpur=2, age2=17, ecstat2=9)["age2"]
