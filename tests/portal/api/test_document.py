"""The OpenAPI document: valid, and made from the questionnaire."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from openapi_spec_validator import validate

from django.conf import settings as django_settings

from portal.api.calls import collection
from portal.api.openapi import document
from portal.api.problems import TITLES
from portal.logs.kinds import kinds
from portal.questionnaire.document import Kind
from tests.portal.api.calling import System

pytestmark = pytest.mark.django_db
AT = "2026-05-05 12:00"
PLACES = [(log_type, year) for log_type in ("lettings", "sales") for year in (2025, 2026)]


@pytest.mark.clock(AT)
@pytest.mark.parametrize(("log_type", "year"), PLACES)
def test_the_document_of_each_open_year_is_valid_and_served_to_everybody(log_type: str, year: int, client) -> None:
    answer = client.get(f"/api/v1/{log_type}/{year}/openapi.json")
    assert answer.status_code == 200
    validate(answer.json())
    assert answer.json() == client.get(f"/api/v1/{log_type}/{year}/openapi.json").json()


@pytest.mark.clock(AT)
def test_every_answer_of_the_year_stands_in_it_with_labels_and_routing() -> None:
    for kind in kinds():
        program = kind.program(2026)
        answers = document(collection(kind.log_type, 2026))["components"]["schemas"]["Answers"]["properties"]
        assert answers.keys() == program.known_fields
        for question in program.questionnaire.questions:
            for name in question.fields:
                assert answers[name]["title"]
                assert "Asked when: " in answers[name]["description"]
    needs = document(collection("lettings", 2026))["components"]["schemas"]["Answers"]["properties"]["needstype"]
    assert needs["type"] == ["integer", "null"]
    assert set(needs["x-labels"]) == {"1", "2"}


@pytest.mark.clock(AT)
@pytest.mark.parametrize(("log_type", "year"), PLACES)
def test_the_page_of_a_year_is_open_and_keeps_to_the_content_security_policy(log_type: str, year: int, client) -> None:
    page = client.get(f"/developers/{log_type}/{year}/")
    assert page.status_code == 200
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert " style=" not in page.text
    assert not re.search(r"<script(?![^>]* src=)", page.text)
    assert f"POST /api/v1/{log_type}/{year}/batches" in page.text
    assert client.get("/developers/lettings/2001/").status_code == 404


def test_every_problem_is_documented() -> None:
    text = (django_settings.BASE_DIR / "docs" / "api.md").read_text()
    for code, (status, _) in TITLES.items():
        assert f"`{code}` | {status}" in text


@pytest.mark.clock(AT)
@pytest.mark.parametrize(("log_type", "year"), PLACES)
def test_an_answer_has_the_codes_and_limits_of_every_place_that_asks_it(log_type: str, year: int) -> None:
    """Several places ask the same question, each with options of its own: of an owner or an ethnic group, for example."""
    place = collection(log_type, year)
    answers = document(place)["components"]["schemas"]["Answers"]["properties"]
    for question in place.program.questionnaire.questions:
        if question.kind is Kind.CHECKBOXES:
            continue
        told = answers[question.id]
        assert {str(option.code) for option in question.options} <= told.get("x-labels", {}).keys()
        low, high = told.get("x-minimum"), told.get("x-maximum")
        assert low is None or (question.minimum is not None and low <= question.minimum)
        assert high is None or (question.maximum is not None and Decimal(str(high)) >= question.maximum)


@pytest.mark.clock(AT)
@pytest.mark.parametrize(("log_type", "year"), PLACES)
def test_what_can_be_sent_is_not_said_to_be_asked_never(log_type: str, year: int) -> None:
    answers = document(collection(log_type, year))["components"]["schemas"]["Answers"]["properties"]
    assert [name for name, told in answers.items() if "Asked when: never" in told.get("description", "")] == []
    questions = System().get(f"{log_type}/{year}/questionnaire").json()["questions"]
    whose = {"owning_organisation_id", "managing_organisation_id", "assigned_to_id"}
    told = [(one["asked_when"], one["conditions"], one["worked_out"]) for one in questions if one["id"] in whose]
    assert told == [("always", [], False)] * 3
