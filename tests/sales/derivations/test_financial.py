from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.sales.world import SHARED, STAIRCASING, judge


def test_without_a_mortgage_its_amount_is_nothing() -> None:
    result = judge({**SHARED, "mortgageused": 2})
    assert result.answers["mortgage"] == 0
    assert "mortgage" not in result.missing


def test_where_a_mortgage_is_not_known_there_is_no_amount() -> None:
    assert judge({**SHARED, "mortgageused": 3, "mortgage": Decimal(5)}).answers["mortgage"] is None


def test_when_a_mortgage_was_used_after_all_its_amount_is_asked() -> None:
    stored = judge({**SHARED, "mortgageused": 2}).answers
    result = judge({"mortgageused": 1}, stored)
    assert result.answers["mortgage"] is None
    assert "mortgage" in result.missing


def test_an_amount_given_together_with_the_mortgage_is_kept() -> None:
    stored = judge({**SHARED, "mortgageused": 2}).answers
    assert judge({"mortgageused": 1, "mortgage": Decimal(80_000)}, stored).answers["mortgage"] == 80_000


def test_the_length_given_in_an_interview_is_known_without_one() -> None:
    used = {"mortgageused": 1, "mortgage": Decimal(80_000)}
    stored = judge({**SHARED, **used, "mortlen": 25}).answers
    assert judge({"noint": 1}, stored).answers["mortlen_known"] == 0
    without = judge({**SHARED, **used}).answers
    assert judge({"noint": 1}, without).answers["mortlen_known"] is None


def test_without_a_monthly_charge_there_is_no_amount() -> None:
    assert judge({**SHARED, "has_mscharge": 0, "mscharge": Decimal(50)}).answers["mscharge"] is None
    assert judge({**SHARED, "has_mscharge": 1, "mscharge": Decimal(50)}).answers["mscharge"] == 50


def test_who_owns_everything_pays_no_rent() -> None:
    assert judge({**STAIRCASING, "stairowned": Decimal(100), "mrent": Decimal(400)}).answers["mrent"] == 0
    assert judge({**STAIRCASING, "stairowned": Decimal(90), "mrent": Decimal(400)}).answers["mrent"] == 400


def test_who_owns_everything_no_more_is_asked_for_the_rent() -> None:
    stored = judge({**STAIRCASING, "stairowned": Decimal(100)}).answers
    result = judge({"stairowned": Decimal(90)}, stored)
    assert result.answers["mrent"] is None
    assert "mrent" in result.missing
    assert judge({"stairowned": Decimal(90), "mrent": Decimal(0)}, stored).answers["mrent"] == 0


def test_one_transaction_said_not_to_be_the_first_is_counted_again() -> None:
    stored = judge({**STAIRCASING, "numstair": 1}).answers
    result = judge({"firststair": 2}, stored)
    assert result.answers["numstair"] is None
    assert "numstair" in result.missing


def test_one_transaction_entered_beside_a_later_one_is_told() -> None:
    stored = judge({**STAIRCASING, "firststair": 2, "numstair": 2}).answers
    for result in (judge({"numstair": 1}, stored), judge({**STAIRCASING, "firststair": 2, "numstair": 1})):
        assert result.answers["numstair"] == 1
        assert "only_one_transaction" in {problem.rule for problem in result.errors["numstair"]}


def test_parts_of_the_handover_date_come_and_go_with_it() -> None:
    names = ("hoday", "homonth", "hoyear")
    stored = judge({**SHARED, "resale": 2, "hodate": date(2026, 4, 15)}).answers
    assert [stored[name] for name in names] == [15, 4, 2026]
    later = judge({"resale": 1}, stored).answers
    assert [later[name] for name in ("hodate", *names)] == [None] * 4


def test_a_bedsit_has_one_room_and_a_flat_is_asked_for_its_bedrooms() -> None:
    stored = judge({**SHARED, "proptype": 2, "beds": 3}).answers
    assert stored["beds"] == 1
    assert judge({"proptype": 1}, stored).answers["beds"] is None
    assert judge({"proptype": 1, "beds": 3}, stored).answers["beds"] == 3
