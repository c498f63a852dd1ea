from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sales.test_complete_logs import SHARED, STAIRCASING
from tests.sales.world import judge

NO_INTERVIEW = {**SHARED, "noint": 1, "mortlen_known": 0}
FEE = {**SHARED, "has_management_fee": 1, "management_fee": Decimal(20)}
LIVED_THERE = {**SHARED, "proplen_asked": 0, "proplen": 3}
NEW_CHARGE = {
    **STAIRCASING,
    "has_mscharge": 1,
    "mscharge": Decimal(100),
    "hasservicechargeschanged": 1,
    "newservicecharges": Decimal(90),
}


@pytest.mark.parametrize(
    ("sale", "change", "gone"),
    [
        (SHARED, {"age1_known": 1}, "age1"),
        (SHARED, {"income1nk": 1}, "income1"),
        (SHARED, {"savingsnk": 1}, "savings"),
        (SHARED, {"has_mscharge": 0}, "mscharge"),
        (NO_INTERVIEW, {"mortlen_known": 1}, "mortlen"),
        (FEE, {"has_management_fee": 0}, "management_fee"),
        (LIVED_THERE, {"proplen_asked": 1}, "proplen"),
        (NEW_CHARGE, {"hasservicechargeschanged": 2}, "newservicecharges"),
    ],
)
def test_what_another_answer_rules_out_goes_and_is_told(
    sale: dict[str, Any], change: dict[str, int], gone: str
) -> None:
    stored = judge(sale).answers
    assert stored[gone] is not None
    result = judge(change, stored)
    assert result.answers[gone] is None
    assert result.cleared[gone].because == tuple(change)
    assert gone not in result.missing


def test_it_stays_while_the_other_question_is_not_answered() -> None:
    stored = judge(SHARED).answers
    assert judge({"age1_known": None}, stored).answers["age1"] == 40


def test_a_nationality_that_followed_from_its_group_is_asked_with_another_group() -> None:
    stored = judge(SHARED).answers
    result = judge({"nationality_all_group": 12}, stored)
    assert result.answers["nationality_all"] is None
    assert "nationality_all" in result.missing
