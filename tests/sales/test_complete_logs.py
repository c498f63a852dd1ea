"""Whole sales through the engine: what is in order stays so, and what a change takes away is told."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal.questionnaire.evaluation import Status
from tests.sales.world import ADDRESS, SETUP, judge

HOME: dict[str, Any] = {"proptype": 1, "beds": 2, "buildheightclass": 2, "builtype": 1, "wchair": 2}
BUYER: dict[str, Any] = {
    "age1_known": 0,
    "age1": 40,
    "sexrab1": "F",
    "gender_same_as_sex1": 1,
    "ecstat1": 1,
    "ethnic_group": 0,
    "ethnic": 1,
    "nationality_all_group": 826,
    "buy1livein": 1,
    "hholdcount": 1,
    "hhregres": 7,
    "armedforcesspouse": 5,
    "disabled": 2,
    "wheel": 2,
    "income1nk": 0,
    "income1": 40_000,
    "inc1mort": 1,
    "hb": 1,
    "savingsnk": 0,
    "savings": 20_000,
    "prevown": 2,
}
SHARED: dict[str, Any] = {
    **SETUP,
    **ADDRESS,
    **HOME,
    **BUYER,
    "ownershipsch": 1,
    "type": 30,
    "staircase": 2,
    "prevten": 3,
    "ppcodenk": 1,
    "previous_la_known": 0,
    "resale": 2,
    "proplen_asked": 1,
    "hodate": date(2026, 4, 15),
    "value": Decimal(250_000),
    "equity": Decimal(40),
    "mortgageused": 1,
    "mortgage": Decimal(80_000),
    "mortlen": 25,
    "deposit": Decimal(20_000),
    "mrent": Decimal(500),
    "has_mscharge": 1,
    "mscharge": Decimal(100),
    "has_management_fee": 0,
}
STAIRCASING: dict[str, Any] = {
    **SETUP,
    **ADDRESS,
    **{name: HOME[name] for name in ("proptype", "beds", "buildheightclass")},
    **{name: BUYER[name] for name in ("age1_known", "age1", "sexrab1", "gender_same_as_sex1")},
    "ownershipsch": 1,
    "type": 30,
    "staircase": 1,
    "stairbought": Decimal(10),
    "stairowned": Decimal(50),
    "firststair": 2,
    "numstair": 2,
    "initialpurchase": date(2015, 5, 1),
    "lasttransaction": date(2020, 5, 1),
    "value": Decimal(250_000),
    "equity": Decimal(30),
    "mortgageused": 1,
    "mrentprestaircasing": Decimal(500),
    "mrent": Decimal(400),
    "has_mscharge": 0,
    "hasservicechargeschanged": 2,
}
DISCOUNTED: dict[str, Any] = {
    **SETUP,
    **ADDRESS,
    **HOME,
    **BUYER,
    "ownershipsch": 2,
    "type": 9,
    "prevten": 1,
    "proplen_asked": 0,
    "proplen": 5,
    "value": Decimal(200_000),
    "discount": Decimal(40),
    "mortgageused": 1,
    "mortgage": Decimal(100_000),
    "mortlen": 25,
    "extrabor": 2,
    "deposit": Decimal(20_000),
    "has_mscharge": 0,
}
KINDS = pytest.mark.parametrize(
    "sale", [SHARED, STAIRCASING, DISCOUNTED], ids=["first share", "staircasing", "discounted"]
)


@KINDS
def test_a_sale_in_order_is_completed(sale: dict[str, Any]) -> None:
    result = judge(sale)
    assert (result.errors, result.warnings, result.missing) == ({}, {}, ())
    assert result.status is Status.COMPLETED


@KINDS
def test_evaluating_again_changes_nothing(sale: dict[str, Any]) -> None:
    first = judge(sale).answers
    assert judge({}, first).answers == first


@KINDS
def test_answers_as_text_say_the_same(sale: dict[str, Any]) -> None:
    text = {name: value if isinstance(value, bool) else str(value) for name, value in sale.items()}
    assert judge(text).answers == judge(sale).answers


def test_setup_that_becomes_incomplete_takes_no_other_answers() -> None:
    stored = judge(SHARED).answers
    result = judge({"ownershipsch": 2}, stored)
    assert set(result.cleared) & {"type", "staircase"} == {"type", "staircase"}
    assert not set(result.cleared) & {"age1", "prevten", "value", "mortgage", "income1"}
    assert result.errors == {}
    assert result.missing == ("type",)


def test_answers_that_are_not_asked_any_more_go_once_setup_is_complete_again() -> None:
    stored = judge(SHARED).answers
    result = judge({"ownershipsch": 2, "type": 9, "prevten": 1}, stored)
    assert {"equity", "hodate", "mrent"} <= set(result.cleared)
    assert result.cleared["equity"].because == ("ownershipsch",)


def test_a_confirmation_holds_for_the_values_it_was_given_for() -> None:
    stored = judge({**SHARED, "savings": 150_000, "savings_value_check": 0}).answers
    assert stored["savings_value_check"] == 0
    again = judge({"savings": 160_000}, stored)
    assert list(again.warnings) == ["savings_value_check"]
    usual = judge({"savings": 90_000}, stored)
    assert usual.answers["savings_value_check"] is None
