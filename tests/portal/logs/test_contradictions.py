"""Answers that break a rule together with answers of another page: removed where they are told."""

from datetime import date
from typing import Any

import pytest

from django.urls import reverse

from lettings.models import LettingsLog
from portal.logs.record import record_answers
from sales.models import SalesLog
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.filling import FillingClient as Client

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
SETUP = {"needstype": "1", "renewal": "0", "rent_type": "0", "declaration": "declaration"}


def day(field: str, value: date) -> dict[str, str]:
    return {f"{field}-{part}": str(getattr(value, part)) for part in ("day", "month", "year")}


@pytest.fixture
def provider() -> Any:
    return ProviderFactory(organisation=OrganisationFactory(signed=True))


@pytest.fixture
def log(provider: Any) -> LettingsLog:
    """Void since a day before the tenancy started."""
    own = provider.organisation_id
    answers = {
        "owning_organisation_id": own,
        "managing_organisation_id": own,
        "assigned_to_id": provider.pk,
        "needstype": 1,
        "renewal": 0,
        "rent_type": 0,
        "declaration": 1,
        "startdate": "2026-05-10",
        "first_time_property_let_as_social_housing": 0,
        "rsnvac": 5,
        "voiddate": "2026-05-05",
    }
    recorded = record_answers(log=LettingsLog(created_by=provider), changes=answers, actor=provider)
    assert recorded.saved, recorded.errors
    return recorded.log


@pytest.fixture
def browser(client: Client, provider: Any) -> Client:
    client.force_login(provider)
    return client


def page(log: Any, name: str, *args: str) -> str:
    return reverse(f"admin:{log._meta.app_label}_{log._meta.model_name}_{name}", args=[log.pk, *args])


def test_an_answer_of_another_page_is_told_and_removed_in_the_same_save(browser: Client, log: LettingsLog) -> None:
    url = page(log, "subsection", "setup")
    sent = {**SETUP, **day("startdate", date(2026, 5, 1)), "later": "1"}
    told = browser.post(url, sent)
    text = told.content.decode()
    assert [found.name for found in told.context["contradictions"]] == ["voiddate"]
    assert "5 May 2026" in text
    assert f"{page(log, 'subsection', 'property-information')}#question-voiddate" in text
    assert text.count("Remove this answer") == 1
    assert 'href="#elsewhere"' in text
    log.refresh_from_db()
    assert log.date == date(2026, 5, 10), "nothing is saved yet"
    assert browser.post(url, {**sent, "remove": "voiddate"}).status_code == 302
    log.refresh_from_db()
    assert log.date == date(2026, 5, 1)
    assert "voiddate" not in log.answers


@pytest.mark.parametrize("name", ["needstype", "nothing", "tenancycode", "wrent"])
def test_nothing_but_answers_of_other_pages_is_removed(browser: Client, log: LettingsLog, name: str) -> None:
    before = dict(log.answers)
    url = page(log, "subsection", "setup")
    assert (
        browser.post(url, {**SETUP, **day("startdate", date(2026, 5, 10)), "later": "1", "remove": name}).status_code
        == 302
    )
    log.refresh_from_db()
    assert log.answers == before


def test_a_log_with_errors_has_a_page_of_all_of_them(browser: Client, log: LettingsLog) -> None:
    LettingsLog.objects.filter(pk=log.pk).update(answers={**log.answers, "voiddate": "2026-05-20"})
    url = page(log, "check_errors")
    assert url in browser.get(page(log, "change")).content.decode()
    contradictions = {found.name: found.removable for found in browser.get(url).context["contradictions"]}
    assert contradictions == {"startdate": False, "voiddate": True}, "answers of the set-up are changed, never removed"
    assert "Tick at least one" in browser.post(url, {"remove": "startdate"}, follow=True).content.decode()
    assert browser.post(url, {"remove": "voiddate"}).url == page(log, "change")
    log.refresh_from_db()
    assert "voiddate" not in log.answers
    assert "fit together" in browser.get(url).content.decode()


def test_who_only_reads_removes_nothing(log: LettingsLog) -> None:
    reader = Client()
    reader.force_login(StatisticianFactory())
    assert reader.post(page(log, "check_errors"), {"remove": "voiddate"}).status_code == 403
    reader.force_login(CoordinatorFactory())
    assert reader.post(page(log, "check_errors"), {"remove": "voiddate"}).status_code == 404


@pytest.mark.clock("2027-08-05 12:00")
def test_a_closed_log_is_shown_instead(provider: Any, client: Client) -> None:
    log = SalesLog.objects.create(
        owning_organisation=provider.organisation,
        managing_organisation=provider.organisation,
        date=date(2026, 5, 1),
        collection_year=2026,
        answers={"saledate": "2026-05-01"},
    )
    client.force_login(provider)
    assert client.post(page(log, "check_errors"), {"remove": "x"}).url == page(log, "check_answers")


def test_answers_to_questions_that_are_not_asked_are_not_taken(browser: Client, log: LettingsLog) -> None:
    url = page(log, "subsection", "household-characteristics")
    forged = {"hhmemb": "1", "details_known_5": "1", "age5": "30", "wrent": "5", "needstype": "2", "status": "2"}
    browser.post(url, {**forged, "later": "1"})
    log.refresh_from_db()
    assert log.answers["hhmemb"] == 1
    assert not {"details_known_5", "age5", "wrent"} & set(log.answers)
    assert (log.needstype, log.status) == (1, 1)
