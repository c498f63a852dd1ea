"""On a page each thing is told once, where it can be put right."""

from decimal import Decimal
from typing import Any

from lettings.kind import LETTINGS
from portal.logs.telling import each_message_once, where_to_enter
from tests.lettings import world as w

FORM = LETTINGS.program(2026).questionnaire


def told(on_page: tuple[str, ...] = (), **changes: Any) -> dict[str, list[str]]:
    errors = w.judge(w.complete(**changes)).errors
    return {name: [one.message for one in problems] for name, problems in each_message_once(errors, on_page).items()}


def test_one_minus_sign_is_one_mistake() -> None:
    assert told(supcharg=Decimal(-5)) == {"supcharg": ["Support charge must be £0 or more; you entered -£5"]}


def test_a_sentence_stands_at_the_first_of_its_answers_on_the_page() -> None:
    found = told(("tenancy", "tenancylength"), tenancylength=1)
    assert list(found) == ["tenancy"]
    assert "is 1 year. " in found["tenancy"][0]
    assert list(told(("tenancylength",), tenancylength=1)) == ["tenancylength"]


def test_mistakes_of_several_answers_are_told_together() -> None:
    assert set(told(beds="x", supcharg=Decimal(-5), postcode_full="NOT")) >= {"beds", "supcharg", "postcode_full"}


def test_a_total_is_put_right_at_its_amounts() -> None:
    assert where_to_enter(FORM, FORM.by_id["tcharge"][0]).id == "brent"
    assert where_to_enter(FORM, FORM.by_id["brent"][0]).id == "brent"
