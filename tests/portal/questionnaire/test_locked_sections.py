"""While the set-up is not complete, the other sections are locked: nobody is told of errors they cannot get at."""

from __future__ import annotations

from portal.questionnaire.evaluation import Status, evaluate
from tests.portal.questionnaire.small import World, small_program

DETAILS = {"pet": 1, "kind": 2, "pets": 1, "cost": 600}


def test_an_error_in_an_open_section_stops_the_save() -> None:
    result = evaluate(small_program(), {"startdate": "2026-05-01", **DETAILS}, World())
    assert list(result.errors) == ["cost"]


def test_an_error_in_a_locked_section_does_not_stop_the_save() -> None:
    result = evaluate(small_program(), {"startdate": None, **DETAILS}, World())
    assert result.errors == {}
    assert result.answers["cost"] == 600
    assert result.status is Status.IN_PROGRESS


def test_the_error_comes_back_when_the_section_opens() -> None:
    locked = evaluate(small_program(), {"startdate": None, **DETAILS}, World())
    opened = evaluate(small_program(), {**locked.answers, "startdate": "2026-05-01"}, World(), locked.answers)
    assert list(opened.errors) == ["cost"]
