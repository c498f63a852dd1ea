"""While the set-up is not complete, the other sections are locked: nobody is told of errors they cannot get at."""

from __future__ import annotations

from portal.questionnaire.evaluation import Status, evaluate
from tests.portal.questionnaire.small import World, small_document, small_program

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


def test_a_set_up_that_becomes_incomplete_by_clearing_locks_the_rest_before_anything_else_goes() -> None:
    document = small_document()
    setup = document["sections"][0]["subsections"][0]["questions"]
    dog = {"id": "breed", "kind": "radio", "ask": "Breed?", "label": "Breed", "options": {1: "Collie"}}
    none = {"id": "breed", "kind": "radio", "ask": "Why none?", "label": "Why none", "options": {2: "Allergy"}}
    setup += [{**dog, "when": "pet == 1"}, {**none, "when": "pet == 2"}]
    before = {"startdate": "2026-05-01", "breed": 1, **DETAILS, "cost": 20}
    stored = evaluate(small_program(document), before, World()).answers
    result = evaluate(small_program(document), {**stored, "pet": 2}, World(), stored)
    assert not result.setup_complete
    assert set(result.cleared) == {"breed"}
    assert result.answers["kind"] == 2
