from __future__ import annotations

from tests.sales.world import SHARED, judge


def test_bedrooms_of_what_is_no_bedsit_any_more_are_asked_and_count_when_given() -> None:
    stored = judge({**SHARED, "proptype": 2}).answers
    assert stored["beds"] == 1
    assert "beds" in judge({"proptype": 1}, stored).missing
    given = judge({"proptype": 1, "beds": 1}, stored)
    assert given.answers["beds"] == 1
    assert "beds" not in given.missing
