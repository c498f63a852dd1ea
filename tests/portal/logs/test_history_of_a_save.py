"""History shows what the person answered; what followed from it is folded below, and no label stands twice."""

from __future__ import annotations

from typing import Any

import pytest

from django.test import Client
from django.urls import reverse

from portal.logs.record import record_answers
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.record.worlds import recorded

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]


def entries(log: Any, person: Any) -> list[dict[str, Any]]:
    browser = Client()
    browser.force_login(person)
    address = reverse(f"admin:{log._meta.app_label}_{log._meta.model_name}_history", args=[log.pk])
    found: list[dict[str, Any]] = browser.get(address).context["entries"]
    return found


@pytest.mark.parametrize("kind", ["lettings", "sales"])
def test_given_answers_come_first_and_what_followed_is_folded(kind: str) -> None:
    person = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    log = recorded(kind, person)
    created = entries(log, person)[0]
    assert created["given"]
    assert created["followed"]
    asked = {question.ask for question in log.program.questionnaire.questions}
    asked |= {log.program.questionnaire.label(name) for name in log.program.questionnaire.by_field} | {"Status"}
    assert {change["label"] for change in created["given"]} <= asked
    labels = [change["label"] for change in created["given"]]
    assert len(labels) == len(set(labels)), sorted(label for label in labels if labels.count(label) > 1)


def test_a_rent_brings_its_weekly_amounts_along_folded() -> None:
    person = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    log = recorded("lettings", person)
    assert record_answers(log=log, changes={"brent": "97.10"}, actor=person).saved
    newest = entries(log, person)[0]
    assert [change["label"] for change in newest["given"]] == [log.program.questionnaire.label("brent")]
    assert newest["followed"], "the total and what it comes to a week"
