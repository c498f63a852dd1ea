"""The OpenAPI document: valid, and made from the questionnaire."""

from __future__ import annotations

import re

import pytest
from openapi_spec_validator import validate

from django.conf import settings as django_settings

from portal.api.calls import collection
from portal.api.openapi import document
from portal.api.problems import TITLES
from portal.logs.kinds import kinds

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
