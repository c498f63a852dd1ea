"""A lettings log through its pages, as a person uses them."""

from datetime import datetime
from typing import Any

import pytest

from django.urls import reverse

from lettings.models import LettingsLog
from portal.clock import LONDON, frozen
from portal.logs.status import LogStatus
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.filling import FillingClient as Client

pytestmark = pytest.mark.django_db
AUGUST = datetime(2026, 8, 5, 12, tzinfo=LONDON)
SETUP = {
    "needstype": "1",
    "renewal": "0",
    "startdate-day": "1",
    "startdate-month": "5",
    "startdate-year": "2026",
    "rent_type": "0",
    "tenancycode": "T1",
    "propcode": "P1",
    "declaration": "declaration",
    "save": "1",
}


@pytest.fixture(autouse=True)
def august() -> Any:
    with frozen(AUGUST):
        yield


@pytest.fixture
def provider() -> Any:
    organisation = OrganisationFactory(signed=True)
    return ProviderFactory(organisation=organisation)


@pytest.fixture
def browser(client: Client, provider: Any) -> Client:
    client.force_login(provider)
    return client


def create(browser: Client, **more: str) -> LettingsLog:
    response = browser.post(reverse("admin:lettings_lettingslog_add"), {**SETUP, **more})
    assert response.status_code == 302, response.content.decode()
    return LettingsLog.objects.latest("pk")


def page(log: LettingsLog, name: str, *args: str) -> str:
    return reverse(f"admin:lettings_lettingslog_{name}", args=[log.pk, *args])


def test_the_setup_page_creates_the_log_with_what_goes_without_saying(browser: Client, provider: Any) -> None:
    response = browser.get(reverse("admin:lettings_lettingslog_add"))
    assert response.status_code == 200
    log = create(browser)
    assert log.owning_organisation == log.managing_organisation == provider.organisation
    assert log.assigned_to == log.created_by == provider
    assert (log.collection_year, log.tenancycode, log.needstype) == (2026, "T1", 1)
    assert log.status == LogStatus.IN_PROGRESS
    assert log.history.count() == 1


def test_every_page_of_a_log_opens(browser: Client) -> None:
    log = create(browser)
    for name in ("change", "history", "who_can_see", "check_answers", "delete"):
        assert browser.get(page(log, name)).status_code == 200, name
    for subsection in log.program.questionnaire.subsections:
        response = browser.get(page(log, "subsection", subsection.id.replace("_", "-")))
        assert response.status_code == 200, subsection.id
    assert browser.get(reverse("admin:lettings_lettingslog_changelist")).status_code == 200


def test_a_missing_answer_is_told_and_the_others_are_kept(browser: Client) -> None:
    response = browser.post(
        reverse("admin:lettings_lettingslog_add"), {k: v for k, v in SETUP.items() if k != "renewal"}
    )
    log = LettingsLog.objects.get()
    assert response.status_code == 200
    assert log.answers["tenancycode"] == "T1"
    assert "renewal" not in log.answers
    assert "There is a problem" in response.content.decode()


def test_an_error_saves_nothing_and_keeps_what_was_typed(browser: Client) -> None:
    log = create(browser)
    url = page(log, "subsection", "setup")
    response = browser.post(url, {**SETUP, "startdate-day": "31", "startdate-month": "2"})
    assert "Tenancy start date must be a real date" in response.content.decode()
    log.refresh_from_db()
    assert log.date.isoformat() == "2026-05-01"


def test_what_a_save_would_clear_is_told_first(browser: Client) -> None:
    log = create(browser)
    url = page(log, "subsection", "household-characteristics")
    browser.post(url, {"hhmemb": "2", "later": "1"})
    browser.post(url, {"hhmemb": "2", "details_known_2": "1", "later": "1"})
    log.refresh_from_db()
    assert log.answers["details_known_2"] == 1
    response = browser.post(url, {"hhmemb": "1", "later": "1"})
    text = response.content.decode()
    assert response.status_code == 200
    assert "Details known for person 2" in text
    log.refresh_from_db()
    assert log.answers["hhmemb"] == 2
    browser.post(url, {"hhmemb": "1", "later": "1", "agreed_to_clear": "details_known_2"})
    log.refresh_from_db()
    assert log.answers["hhmemb"] == 1
    assert "details_known_2" not in log.answers


def test_live_preview_brings_up_the_next_question_and_writes_nothing(browser: Client) -> None:
    log = create(browser)
    url = page(log, "subsection", "household-characteristics")
    response = browser.post(url, {"hhmemb": "2", "preview": "1"}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert "question-details_known_2" in text
    assert "<html" not in text
    log.refresh_from_db()
    assert "hhmemb" not in log.answers


def test_two_people_on_different_questions_both_keep_their_work(client: Client, browser: Client) -> None:
    log = create(browser)
    other = Client()
    other.force_login(CoordinatorFactory(organisation=log.owning_organisation))
    browser.get(page(log, "subsection", "household-needs"))
    other.post(
        page(log, "subsection", "household-needs"), {"armedforces": "2", "later": "1", "seen": '{"armedforces": null}'}
    )
    browser.post(
        page(log, "subsection", "tenancy-information"), {"joint": "3", "later": "1", "seen": '{"joint": null}'}
    )
    log.refresh_from_db()
    assert log.answers["armedforces"] == 2
    assert log.answers["joint"] == 3


def test_the_second_on_the_same_question_is_told_and_loses_nothing(browser: Client) -> None:
    log = create(browser)
    other = Client()
    other.force_login(CoordinatorFactory(organisation=log.owning_organisation))
    url = page(log, "subsection", "household-needs")
    other.post(url, {"armedforces": "2", "later": "1", "seen": '{"armedforces": null}'})
    response = browser.post(url, {"armedforces": "6", "later": "1", "seen": '{"armedforces": null}'})
    text = response.content.decode()
    assert "Someone else has answered the same question" in text
    log.refresh_from_db()
    assert log.answers["armedforces"] == 2


def test_out_of_scope_is_404_on_every_page(browser: Client) -> None:
    log = create(browser)
    stranger = Client()
    stranger.force_login(CoordinatorFactory(organisation=OrganisationFactory(signed=True)))
    for name in ("change", "history", "who_can_see", "check_answers", "delete", "cds"):
        assert stranger.get(page(log, name)).status_code == 404, name
    assert stranger.get(page(log, "subsection", "setup")).status_code == 404
    assert browser.get(page(log, "subsection", "no-such-part")).status_code == 404


def test_support_sees_what_the_department_receives_and_nobody_else(browser: Client) -> None:
    log = create(browser, tenancycode="A & B")
    assert browser.get(page(log, "cds")).status_code == 403
    support = Client()
    support.force_login(SupportFactory())
    assert "&lt;tenancycode&gt;A &amp;amp; B" in support.get(page(log, "cds")).content.decode()


def test_a_closed_window_shows_answers_and_takes_no_change(browser: Client) -> None:
    log = create(browser)
    with frozen(datetime(2027, 8, 5, 12, tzinfo=LONDON)):
        browser = Client()
        browser.force_login(log.created_by)
        response = browser.post(page(log, "subsection", "setup"), {**SETUP, "tenancycode": "T2"})
        assert response.status_code == 302
        assert "closed" in browser.get(page(log, "check_answers")).content.decode()
    log.refresh_from_db()
    assert log.tenancycode == "T1"


def test_deleting_keeps_the_row_for_the_department(browser: Client) -> None:
    log = create(browser)
    assert browser.post(page(log, "delete")).status_code == 302
    log.refresh_from_db()
    assert log.status == LogStatus.DELETED
    assert browser.get(page(log, "change")).status_code == 404


def test_the_rules_of_each_year_are_listed_in_words(browser: Client) -> None:
    latest = browser.get(reverse("admin:lettings_lettingslog_rules")).content.decode()
    assert "rent_too_low" in latest
    assert "pregnancy_unlikely" in latest
    earlier = browser.get(reverse("admin:lettings_lettingslog_rules") + "?year=2025").content.decode()
    assert "pregnancy_unlikely" not in earlier
    assert browser.get(reverse("admin:sales_saleslog_rules")).status_code == 200


def test_pages_have_no_numbers_that_would_have_gaps(browser: Client) -> None:
    log = create(browser)
    for name in ("property-information", "check-answers"):
        assert "core-question__number" not in browser.get(f"/lettings/lettingslog/{log.pk}/{name}/").content.decode()
