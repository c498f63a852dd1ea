"""A required question, added on the pages, reaches logs, downloads, uploads, paper and the department without code."""

from __future__ import annotations

from typing import Any

import pytest

from django.test import Client
from django.urls import reverse

from export_cds.render import render_log
from lettings.models import LettingsLog
from portal.clock import Frozen
from portal.history import SystemJob
from portal.logs.kinds import kind_named
from portal.logs.record import record_answers
from portal.logs.uploads.rows.directory import Directory
from portal.logs.uploads.rows.judge import convert
from portal.logs.uploads.rows.layout import layout_of
from portal.logs.uploads.rows.registry import rules_for
from portal.years import live
from portal.years.models import Draft, QuestionnaireVersion
from portal.years.publishing import readiness
from portal.years.resources.fields import fields_of
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory

pytestmark = pytest.mark.django_db
GARDEN = {
    "name": "garden",
    "ask": "Does the home have a garden?",
    "label": "Garden",
    "kind": "radio",
    "options": "1: Yes\n2: No",
    "bulk": "148",
    "csv": "garden",
    "cds": "GARDEN",
}


@pytest.fixture
def published(clock: Frozen) -> QuestionnaireVersion:
    """Added, given a condition, checked, sent and approved by two people of support, on the pages alone."""
    clock.move_to("2026-08-05T12:00:00+01:00")
    ann, bea = Client(), Client()
    ann.force_login(SupportFactory())
    bea.force_login(SupportFactory())
    ann.post(reverse("admin:years_questionnaireversion_start", args=[2026, "lettings"]))
    draft = Draft.objects.get()

    def page(name: str, *more: str) -> str:
        return reverse(f"admin:years_draft_{name}", args=[draft.pk, *more])

    ann.post(page("add_part", "question", "after", "question:joint"), {**GARDEN, "seen": "0"})
    rows = {"join": "all", "name0": "needstype", "operator0": "is", "value0": "General needs"}
    ann.post(page("condition", "question:garden"), {**rows, "seen": "1"})
    for warning in readiness(draft).open_warnings:
        ann.post(page("checks"), {"finding": warning.identity, "reason": "Known."})
    moment = {"day-day": "5", "day-month": "8", "day-year": "2026", "time": "12:30"}
    ann.post(page("publish"), {**moment, "note": "Gardens are asked about.", "completed": "stay"})
    bea.get(page("difference"))
    bea.post(page("approve"))
    clock.move_by(minutes=31)
    live.look_again()
    return QuestionnaireVersion.objects.get(number=2)


def new_log(**answers: Any) -> Any:
    person = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    own = person.organisation_id
    whose = {"owning_organisation_id": own, "managing_organisation_id": own, "assigned_to_id": person.pk}
    setup = {"needstype": 1, "renewal": 0, "startdate": "2026-05-01", "rent_type": 0, "declaration": 1}
    return record_answers(log=LettingsLog(), changes={**whose, **setup, **answers}, actor=person)


def test_it_is_asked_stored_and_remembered_by_version(published: QuestionnaireVersion) -> None:
    result = new_log()
    assert result.errors == {}
    state = result.evaluation.subsections["tenancy_information"]
    assert "garden" in state.incomplete
    log = record_answers(log=result.log, changes={"garden": "2"}, actor=SystemJob("tests")).log
    log.refresh_from_db()
    assert log.typed_answers()["garden"] == 2
    assert log.questionnaire_version == published.number == 2


def test_it_is_asked_only_under_its_condition(published: QuestionnaireVersion) -> None:
    result = new_log(needstype=2)
    asked = [question.id for question in result.evaluation.subsections["tenancy_information"].asked]
    assert "garden" not in asked


def test_it_is_in_every_file(published: QuestionnaireVersion) -> None:
    questionnaire = kind_named("lettings").program(2026).questionnaire
    field = {one.number: one for one in fields_of(questionnaire)}[148]
    assert field.answers == ("garden",)
    assert field.codes == ((1, "Yes"), (2, "No"))
    assert field.may_be_empty == "Yes, unless Needs type is “General needs”"
    assert "garden" in {one.support for one in questionnaire.csv_columns(support=True)}
    client = Client()
    client.force_login(CoordinatorFactory())
    paper = client.get(reverse("admin:years_questionnaireversion_resource", args=[2026, "lettings", "paper_form"]))
    assert "Does the home have a garden?" in paper.content.decode()
    elements = {element.name for question in questionnaire.questions for element in question.cds}
    assert "GARDEN" in elements


def test_it_reaches_the_department(published: QuestionnaireVersion) -> None:
    assert "<GARDEN>1</GARDEN>" in render_log(new_log(garden=1).log)


def test_it_is_on_the_form_and_in_check_answers(published: QuestionnaireVersion) -> None:
    log = new_log().log
    browser = Client()
    browser.force_login(log.assigned_to)

    def address(page: str) -> str:
        return reverse(f"admin:lettings_lettingslog_{page}", args=[log.pk, "tenancy-information"])

    assert "Does the home have a garden?" in browser.get(address("subsection")).content.decode()
    assert "Garden" in browser.get(address("subsection_check")).content.decode()


@pytest.mark.parametrize(("cell", "answer"), [("2", 2), ("1", 1), ("", None)])
def test_its_field_of_an_upload_is_read(published: QuestionnaireVersion, cell: str, answer: int | None) -> None:
    layout = layout_of(kind_named("lettings").program(2026).questionnaire)
    row = convert(layout, rules_for("lettings"), {4: "1", 148: cell or None}, Directory())
    assert row.answers["garden"] == answer
