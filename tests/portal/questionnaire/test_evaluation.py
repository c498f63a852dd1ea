"""Routing, clearing, confirmations and status on a small questionnaire."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from portal.questionnaire.document import Questionnaire
from portal.questionnaire.evaluation import Evaluation, Status, evaluate, unknown_names
from portal.questionnaire.loader import load_questionnaire
from portal.questionnaire.program import Program
from tests.portal.questionnaire.small import World, derivations, rules, small_document, small_program

PROGRAM = small_program()
SETUP = {"startdate": "2026-05-01", "pet": 1}


def judge(previous: dict[str, Any] | None = None, **answers: Any) -> Evaluation:
    return evaluate(PROGRAM, answers, World(), previous)


def test_only_the_set_up_is_asked_until_it_is_complete() -> None:
    result = judge(pet=1)
    assert result.asked == ("startdate", "pet", "code")
    assert result.missing == ("startdate",)
    assert result.subsections["setup"].status is Status.IN_PROGRESS
    assert result.subsections["details"].status is Status.CANNOT_START
    assert result.status is Status.IN_PROGRESS


def test_nothing_answered_is_not_started() -> None:
    assert judge().status is Status.NOT_STARTED


def test_answers_open_questions() -> None:
    assert judge(**SETUP).asked == ("startdate", "pet", "code", "kind", "pets", "cost")
    assert judge(**SETUP, kind=3).asked[4] == "other"
    assert "food" in judge(**SETUP, pets=2).asked
    assert judge(startdate="2026-05-01", pet=2).asked == ("startdate", "pet", "code", "cost", "memo")


def test_an_optional_question_is_asked_but_never_missing() -> None:
    result = judge(startdate="2026-05-01", pet=2, cost=3)
    assert "memo" in result.asked
    assert result.missing == ()
    assert result.status is Status.COMPLETED


def test_a_ticked_box_answers_the_whole_group() -> None:
    without = judge(**SETUP, pets=2, kind=1, cost=1)
    assert without.missing == ("food",)
    ticked_none = judge(**SETUP, pets=2, kind=1, cost=1, meat=0, fish=0)
    assert ticked_none.missing == ("food",)
    assert judge(**SETUP, pets=2, kind=1, cost=1, fish=1).status is Status.COMPLETED


def test_an_answer_goes_with_its_question_and_the_reason_is_told() -> None:
    before = judge(**SETUP, kind=3, other="Rat", pets=3, meat=1, cost=5).answers
    result = evaluate(PROGRAM, {**before, "pet": 2}, World(), before)
    assert set(result.cleared) - set(PROGRAM.derived_fields) == {"kind", "other", "pets", "meat"}
    assert result.cleared["pets"].value == 3
    assert result.cleared["pets"].because == ("pet",)
    assert result.answers["cost"] == Decimal(5)
    assert result.answers["total_pets"] is None


def test_clearing_goes_on_until_nothing_more_goes() -> None:
    result = judge(**SETUP, pets=1, fish=1)
    assert result.answers["fish"] is None
    assert result.cleared["fish"].value == 1


def test_a_question_marked_keep_keeps_its_answer() -> None:
    result = judge(**SETUP, memo="kept")
    assert "memo" not in result.asked
    assert result.answers["memo"] == "kept"


def test_a_locked_section_keeps_its_answers() -> None:
    before = judge(**SETUP, kind=1, pets=2, fish=1, cost=5).answers
    result = evaluate(PROGRAM, {**before, "startdate": None}, World(), before)
    assert result.cleared == {}
    assert result.answers["fish"] == 1
    again = evaluate(PROGRAM, {**result.answers, "startdate": "2026-05-02"}, World(), result.answers)
    assert again.answers["fish"] == 1
    assert again.status is Status.COMPLETED


def test_a_stored_code_that_is_no_option_goes_quietly() -> None:
    stored = {**judge(**SETUP, cost=5).answers, "kind": 9}
    result = evaluate(PROGRAM, stored, World(), stored)
    assert result.answers["kind"] is None
    assert "kind" not in result.errors


def test_what_is_derived_must_be_kept() -> None:
    document = small_document()
    del document["stored"]["total_pets"]
    with pytest.raises(ValueError, match="total_pets"):
        small_program(document)


def other_year() -> Questionnaire:
    document = small_document()
    document["year"] = 2025
    details = document["sections"][1]["subsections"][0]["questions"]
    details[0]["questions"][0]["options"][4] = "Fish"
    details.append({"id": "lead", "kind": "text", "ask": "Lead", "label": "Lead"})
    return load_questionnaire(document)


def test_a_code_of_another_year_is_cleared_and_one_of_no_year_is_an_error() -> None:
    program = Program(load_questionnaire(small_document()), rules(), derivations(), [other_year()])
    of_another_year = evaluate(program, {**SETUP, "kind": 4}, World())
    assert of_another_year.errors == {}
    assert of_another_year.cleared["kind"].value == 4
    of_none = evaluate(program, {**SETUP, "kind": 5}, World())
    assert [problem.rule for problem in of_none.errors["kind"]] == ["unknown_code"]


def test_an_answer_to_a_question_of_no_year_is_told() -> None:
    program = Program(load_questionnaire(small_document()), rules(), derivations(), [other_year()])
    assert unknown_names(program, {"pets", "lead", "size_check", "total_pets", "fish"}) == {}
    found = unknown_names(program, {"shoe_size"})
    assert [problem.rule for problem in found["shoe_size"]] == ["unknown_question"]
    assert "shoe_size" in found["shoe_size"][0].message


def test_a_hard_rule_stops_a_complete_log() -> None:
    result = judge(**SETUP, kind=1, pets=1, cost=501)
    assert [problem.rule for problem in result.errors["cost"]] == ["dear"]
    assert result.status is Status.IN_PROGRESS
    assert judge(**SETUP, kind=1, pets=1, cost=500).errors == {}


def test_a_warning_waits_for_yes() -> None:
    pending = judge(**SETUP, kind=1, pets=6, fish=1, cost=5)
    assert list(pending.warnings) == ["size_check"]
    assert pending.warning_fields["size_check"] == ("pets",)
    assert pending.status is Status.IN_PROGRESS
    rejected = judge(**SETUP, kind=1, pets=6, fish=1, cost=5, size_check=1)
    assert list(rejected.warnings) == ["size_check"]
    confirmed = judge(**SETUP, kind=1, pets=6, fish=1, cost=5, size_check=0)
    assert confirmed.warnings == {}
    assert list(confirmed.confirmed) == ["size_check"]
    assert confirmed.status is Status.COMPLETED


def test_a_confirmation_holds_for_the_values_it_was_given_for() -> None:
    before = judge(**SETUP, kind=1, pets=6, fish=1, cost=5, size_check=0).answers
    elsewhere = evaluate(PROGRAM, {**before, "cost": 6}, World(), before)
    assert elsewhere.answers["size_check"] == 0
    changed = evaluate(PROGRAM, {**before, "pets": 7}, World(), before)
    assert changed.answers["size_check"] is None
    assert list(changed.warnings) == ["size_check"]
    anew = evaluate(PROGRAM, {**changed.answers, "size_check": 0}, World(), changed.answers)
    assert anew.status is Status.COMPLETED


def test_a_confirmation_of_a_warning_that_has_gone_is_taken_back() -> None:
    before = judge(**SETUP, kind=1, pets=6, fish=1, cost=5, size_check=0).answers
    assert evaluate(PROGRAM, {**before, "pets": 2}, World(), before).answers["size_check"] is None


@pytest.mark.parametrize("pets", [1, 9])
def test_limits_include_themselves(pets: int) -> None:
    assert "pets" not in judge(**SETUP, pets=pets).errors


@pytest.mark.parametrize("pets", [0, 10, -1])
def test_a_number_outside_its_limits_is_an_error(pets: int) -> None:
    assert [problem.rule for problem in judge(**SETUP, pets=pets).errors["pets"]] == ["out_of_range"]


def test_derived_values_are_told_apart() -> None:
    result = judge(**SETUP, pets=2)
    assert result.derived == {"total_pets": 2}
    assert judge(**SETUP, total_pets=7).answers["total_pets"] is None
