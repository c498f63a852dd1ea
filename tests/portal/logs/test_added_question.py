"""A question added to a year's file is asked, checked, stored, kept in history, shown in the view and sent."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from django.db import connection
from django.urls import reverse

from export_cds.render import render_log
from lettings.kind import LETTINGS
from lettings.models import LettingsLog
from portal.clock import LONDON, frozen
from portal.logs.kinds import kind_replaced
from portal.logs.record import record_answers
from portal.logs.views.statements import create_views
from portal.years.release import keep_released
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.filling import FillingClient as Client

pytestmark = pytest.mark.django_db

NEIGHBOUR = "          - id: startertenancy\n"
QUESTION = """\
          - id: pets
            kind: radio
            number: 26
            ask: Does the household have a pet?
            label: Household has a pet
            options:
              1: 'Yes'
              2: 'No'
            when: needstype == 1
            cds: PETS
"""
SETUP = {
    "needstype": 1,
    "renewal": 0,
    "startdate": "2026-05-01",
    "rent_type": 0,
    "declaration": 1,
}


@pytest.fixture(autouse=True)
def with_pets(tmp_path: Path, db: None) -> Iterator[None]:
    """Lettings whose file of 2026 has one question more, as the migrations of a release bring it."""
    folder = tmp_path / "questionnaires"
    shutil.copytree(LETTINGS.questionnaires, folder)
    path = folder / "2026.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(NEIGHBOUR) == 1
    path.write_text(text.replace(NEIGHBOUR, QUESTION + NEIGHBOUR), encoding="utf-8")
    with (
        kind_replaced(replace(LETTINGS, questionnaires=folder)),
        frozen(datetime(2026, 8, 5, 12, tzinfo=LONDON)),
    ):
        keep_released()
        yield


@pytest.fixture
def coordinator() -> Any:
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


def new_log(user: Any, **answers: Any) -> Any:
    organisation = user.organisation_id
    references = {"owning_organisation_id": organisation, "managing_organisation_id": organisation}
    changes = {**references, "assigned_to_id": user.pk, **SETUP, **answers}
    return record_answers(log=LettingsLog(), changes=changes, actor=user)


def test_it_is_asked_in_its_place_and_missing_until_answered(coordinator: Any) -> None:
    result = new_log(coordinator)
    assert result.errors == {}
    state = result.evaluation.subsections["tenancy_information"]
    assert [question.id for question in state.asked][:3] == ["joint", "pets", "startertenancy"]
    assert "pets" in state.incomplete


def test_it_is_stored_with_history_and_cleared_with_its_condition(coordinator: Any) -> None:
    log = new_log(coordinator).log
    saved = record_answers(log=log, changes={"pets": "1"}, actor=coordinator)
    assert saved.saved
    log.refresh_from_db()
    assert log.typed_answers()["pets"] == 1
    assert log.history.latest().changes["pets"] == [None, 1]
    gone = record_answers(log=log, changes={"needstype": 2}, actor=coordinator)
    assert gone.evaluation.cleared["pets"].because == ("needstype",)


def test_a_wrong_answer_is_told_and_nothing_is_written(coordinator: Any) -> None:
    log = new_log(coordinator).log
    for changes, rule in (({"pets": 9}, "unknown_code"), ({"petz": 1}, "unknown_question")):
        refused = record_answers(log=log, changes=changes, actor=coordinator)
        (problems,) = refused.errors.values()
        assert [problem.rule for problem in problems] == [rule]
        assert not refused.saved
    log.refresh_from_db()
    assert "pets" not in log.answers


def test_it_is_in_the_view_and_in_the_export(coordinator: Any) -> None:
    log = new_log(coordinator, pets=1).log
    create_views()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pets, pets_label FROM lettings_2026 WHERE id = %s", [log.pk])
        assert cursor.fetchone() == (1, "Yes")
    assert "<PETS>1</PETS>" in render_log(log)


def test_it_is_on_the_form_in_check_answers_and_in_the_history_page(client: Client, coordinator: Any) -> None:
    log = new_log(coordinator).log
    client.force_login(coordinator)

    def address(page: str, *args: str) -> str:
        return reverse(f"admin:lettings_lettingslog_{page}", args=[log.pk, *args])

    form = address("subsection", "tenancy-information")
    assert "Does the household have a pet?" in client.get(form).content.decode()
    client.post(form, {"pets": "2", "later": "1"})
    checked = client.get(address("subsection_check", "tenancy-information")).content.decode()
    assert "Household has a pet" in checked
    assert "Household has a pet" in client.get(address("history")).content.decode()
