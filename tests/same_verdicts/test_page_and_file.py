"""The same logs through page and file: what the one takes the other takes, and both keep the same of it."""

from __future__ import annotations

from typing import Any

import pytest

from django.test import Client
from django.urls import reverse

from orgs.areas.shipped import load_shipped_areas
from portal.logs.kinds import kind_named
from portal.logs.record import record_answers
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.filling import page_of
from tests.portal.logs.uploads.files import row
from tests.portal.logs.uploads.life import add, send
from tests.same_verdicts.comparing import browser_differences, differences, differences_of
from tests.same_verdicts.pages import enter
from tests.same_verdicts.random_logs import YEAR, logs_of, random_logs

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
LOGS = 2
BROWSED = 1
"""More by a command: script/drill page_and_file --count 1000"""


@pytest.mark.parametrize("log_type", ["lettings", "sales"])
def test_page_and_file_say_the_same(log_type: str) -> None:
    load_shipped_areas()
    person: Any = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    assert differences(log_type, person, count=LOGS, seed=4) == []


@pytest.mark.parametrize("log_type", ["lettings", "sales"])
def test_pages_in_a_browser_keep_what_the_same_saves_keep(log_type: str) -> None:
    """From HTML to HTML, hidden fields and previews included: the same log, and something refused or nothing."""
    load_shipped_areas()
    found, kept = browser_differences(log_type, OrganisationFactory(signed=True), count=BROWSED, seed=5)
    assert found == []
    assert kept, "at least one became a log"


@pytest.mark.parametrize("base", ["general_needs", "renewal"])
def test_a_blank_postcode_beside_its_authority_says_nothing(base: str) -> None:
    """No page asks whether it is known, so no blank cell says that it is not: not of the home before either."""
    load_shipped_areas()
    person: Any = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    cells = row(person.organisation, base=base, field_23="", field_24="", field_25="E09000033")
    (log,) = logs_of("lettings", person, [cells])
    assert differences_of(log, "lettings", person) == []
    assert log.answers["la"] == "E09000033"
    assert log.evaluation.answers["postcode_known"] is None


def test_a_child_of_just_sixteen_is_kept_but_not_offered() -> None:
    """L-H-HH-08 lets a file say it; its page shows and keeps what it does not put to a person to choose."""
    load_shipped_areas()
    person: Any = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    cells = row(person.organisation, field_48="16", field_49="2", field_50="M", field_51="1", field_53="9")
    (log,) = logs_of("lettings", person, [cells])
    assert not log.said
    assert enter("lettings", YEAR, person, log.answers).hidden == {"ecstat2"}
    add(send(person, cells), person, with_incomplete=True)
    stored: Any = kind_named("lettings").model.objects.get()
    browser = Client()
    browser.force_login(person)
    address = reverse("admin:lettings_lettingslog_subsection", args=[stored.pk, "household_characteristics"])
    sent = page_of(browser, address)
    assert sent["ecstat2"] == 9
    assert browser.post(address, sent).status_code == 302
    stored.refresh_from_db()
    assert stored.answers["ecstat2"] == 9


def test_a_code_that_only_another_place_of_its_question_has_is_refused_by_each_door() -> None:
    """A renewal is offered fewer reasons for leaving; one of the others is told and not dropped."""
    person: Any = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    cells = row(person.organisation, base="renewal", field_113="12")
    (told,) = [error for error in send(person, cells).rows.get().row_errors if error.number == 113]
    assert "reason for a renewal must be" in told.message
    answers = {**random_logs("lettings", person, 1, seed=4)[0].answers, "renewal": 1, "reason": 12}
    assert "reason" in enter("lettings", 2026, person, answers).errors
    recorded = record_answers(log=kind_named("lettings").model(created_by=person), changes=answers, actor=person)
    assert [problem.rule for problem in recorded.errors["reason"]] == ["unknown_code"]
