from __future__ import annotations

import pytest

from tests.sales.world import DISCOUNTED, MANCHESTER, SHARED, judge


def test_the_buyer_of_a_discounted_sale_lived_there_before() -> None:
    answers = judge(DISCOUNTED).answers
    assert (answers["ppostcode_full"], answers["ppcodenk"], answers["prevloc"]) == ("M1 1AE", 0, MANCHESTER)
    assert answers["is_previous_la_inferred"] is True
    assert answers["ppostc1"] == "M1"


def test_a_new_address_is_the_one_before_too() -> None:
    stored = judge(DISCOUNTED).answers
    assert judge({"postcode_full": "SW1A 1AA"}, stored).answers["ppostcode_full"] == "SW1A 1AA"


def test_a_sale_that_is_discounted_no_more_asks_where_the_buyer_lived() -> None:
    stored = judge(DISCOUNTED).answers
    result = judge({"ownershipsch": 1, "type": 30, "staircase": 2}, stored)
    assert [result.answers[name] for name in ("ppostcode_full", "ppcodenk", "prevloc")] == [None] * 3
    assert "ppcodenk" in result.missing


def test_what_is_given_with_the_new_scheme_is_kept() -> None:
    stored = judge(DISCOUNTED).answers
    change = {"ownershipsch": 1, "type": 30, "staircase": 2, "ppcodenk": 0, "ppostcode_full": "SW1A 1AA"}
    assert judge(change, stored).answers["ppostcode_full"] == "SW1A 1AA"
    same = judge({**change, "ppostcode_full": "M1 1AE"}, stored).answers
    assert (same["ppostcode_full"], same["ppcodenk"], same["prevloc"]) == ("M1 1AE", 0, MANCHESTER)


@pytest.mark.parametrize(
    ("first", "second", "social"), [(1, None, 1), (2, None, 1), (3, None, 2), (3, 1, 1), (3, 9, 2), (None, None, None)]
)
def test_social_tenants_before(first: int | None, second: int | None, social: int | None) -> None:
    joint = {"jointpur": 1, "jointmore": 2, "buy2livein": 1, "buy2living": 2}
    assert judge({**SHARED, **joint, "prevten": first, "prevtenbuy2": second}).answers["soctenant"] == social


def test_the_buyer_of_a_discounted_sale_is_not_asked() -> None:
    assert judge({**DISCOUNTED, "prevten": 1}).answers["soctenant"] is None
