"""One rule for saving a page: what is valid is kept, what is not stays as typed, and the page says which."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.logs.record import verdicts as judging
from portal.logs.status import LogStatus
from tests.factories.accounts import PASSWORD, CoordinatorFactory, ProviderFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.filling import FillingClient, carried, page_of
from tests.portal.logs.record.worlds import CODE, COMPLETE, finished, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
KINDS = ["lettings", "sales"]


@pytest.fixture
def person() -> Any:
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


@pytest.fixture
def browser(person: Any) -> FillingClient:
    client = FillingClient()
    client.force_login(person)
    return client


def page(log: Any, name: str = "subsection", *args: str) -> str:
    return reverse(f"admin:{log._meta.app_label}_{log._meta.model_name}_{name}", args=[log.pk, *args])


def day(log: Any, text: str) -> dict[str, str]:
    year, month, number = text.split("-")
    field = log.kind.date_field
    return {f"{field}-day": number, f"{field}-month": month, f"{field}-year": year}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_valid_is_kept_beside_what_is_not(kind: str, browser: FillingClient, person: Any) -> None:
    log, code = recorded(kind, person), CODE[kind]
    url = page(log, "subsection", "setup")
    told = browser.post(url, {**page_of(browser, url), code: "KEPT", **day(log, "2026-02-31")})
    text = told.content.decode()
    assert told.status_code == 200
    assert "<title>Error: " in text
    assert "Your other answers have been saved" in text
    assert "must be a real date" in text
    assert 'value="31"' in text, "as it was typed"
    log.refresh_from_db()
    assert getattr(log, code) == "KEPT"
    assert str(log.date) == "2026-05-01"


@pytest.mark.parametrize("kind", KINDS)
def test_where_nothing_can_be_kept_the_page_says_so(kind: str, browser: FillingClient, person: Any) -> None:
    log = recorded(kind, person)
    url, version = page(log, "subsection", "setup"), log.version
    text = browser.post(url, {**page_of(browser, url), **day(log, "2026-02-31")}).content.decode()
    assert "Nothing has been saved yet." in text
    assert "have been saved" not in text.replace("Nothing has been saved", "")
    log.refresh_from_db()
    assert log.version == version


@pytest.mark.parametrize("kind", KINDS)
def test_later_keeps_all_that_can_be_kept_and_names_the_rest(kind: str, browser: FillingClient, person: Any) -> None:
    log, code = recorded(kind, person), CODE[kind]
    url = page(log, "subsection", "setup")
    sent = {**page_of(browser, url), code: "KEPT", **day(log, "2026-02-31"), "later": "1"}
    text = browser.post(url, sent, follow=True).content.decode()
    assert "Your other answers have been saved. These were not" in text
    log.refresh_from_db()
    assert getattr(log, code) == "KEPT"


def test_removing_answers_needs_its_own_button_and_cancel_means_nothing_changed(
    browser: FillingClient, person: Any
) -> None:
    log = recorded("lettings", person)
    url, before = page(log, "subsection", "setup"), dict(log.answers)
    sent = {**page_of(browser, url), "needstype": "2"}
    told = browser.post(url, sent)
    text = told.content.decode()
    assert told.status_code == 200
    assert 'name="agreed_to_clear" value="' in text
    assert text.index('id="would-clear"') > text.index('id="question-needstype"')
    assert 'href="#would-clear"' in text
    assert '<input type="hidden" name="agreed_to_clear"' not in text, "only the button agrees"
    again = browser.post(url, {**sent, **carried(text)})
    assert again.status_code == 200, "having seen the list is no agreement"
    log.refresh_from_db()
    assert log.answers == before
    agreed = told.context["agreed"]
    browser.post(url, {**sent, **carried(text), "agreed_to_clear": agreed})
    log.refresh_from_db()
    assert log.needstype == 2
    assert not set(agreed.split(",")) & set(log.answers)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cut_off", ["held", "seen"])
def test_a_page_that_did_not_arrive_whole_changes_nothing(
    kind: str, cut_off: str, browser: FillingClient, person: Any
) -> None:
    log = recorded(kind, person)
    before = (log.version, dict(log.answers), log.owning_organisation_id)
    for part in log.program.questionnaire.subsections:
        url = page(log, "subsection", part.id.replace("_", "-"))
        opened = browser.get(url)
        if opened.status_code != 200:
            continue
        sent = page_of(browser, url)
        sent.pop(cut_off)
        for data in ({}, sent):
            answer = Client.post(browser, url, data)
            assert answer.status_code == 400
            assert "did not reach us whole, so nothing has been saved" in answer.content.decode()
    log.refresh_from_db()
    assert (log.version, dict(log.answers), log.owning_organisation_id) == before


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_not_sent_is_not_emptied(kind: str, browser: FillingClient, person: Any) -> None:
    log = recorded(kind, person)
    url = page(log, "subsection", "setup")
    before = dict(log.answers)
    sent = page_of(browser, url)
    ticked = {name: value for name, value in sent.items() if isinstance(value, list)}
    browser.post(url, {**carried(browser.get(url).content.decode()), **ticked, "later": "1"})
    log.refresh_from_db()
    assert log.answers == before


@pytest.mark.parametrize("kind", KINDS)
def test_seen_can_be_anything_but_trusted(kind: str, browser: FillingClient, person: Any) -> None:
    log = recorded(kind, person)
    url = page(log, "subsection", "setup")
    sent = page_of(browser, url)
    for seen in ("", "[]", "1", "{", "[" * 5_000, json.dumps({"x": {"y": [1]}, "needstype": [1]})):
        assert browser.post(url, {**sent, "seen": seen, "later": "1"}).status_code in (302, 400), seen[:20]


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_first_save_makes_no_log(kind: str, browser: FillingClient) -> None:
    model = COMPLETE[kind][0]
    url = reverse(f"admin:{kind}_{model._meta.model_name}_add")
    text = browser.post(url, page_of(browser, url)).content.decode()
    assert not model.objects.exists()
    assert "Nothing has been saved yet." in text
    assert "<title>Error: " in text


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_page_sent_twice_makes_one_log(kind: str, browser: FillingClient) -> None:
    model = COMPLETE[kind][0]
    url = reverse(f"admin:{kind}_{model._meta.model_name}_add")
    sent = {**page_of(browser, url), **day(model(), "2026-08-01"), CODE[kind]: "BACK-1"}
    browser.post(url, sent)
    browser.post(url, {**sent, CODE[kind]: "BACK-2"})
    log = model.objects.get()
    assert getattr(log, CODE[kind]) == "BACK-1", "somebody has answered it since: told, not overwritten"
    browser.post(url, {**page_of(browser, url), **day(model(), "2026-08-01")})
    assert model.objects.count() == 2, "another page makes another log"
    forged = {**sent, "form_token": "made up"}
    assert browser.post(url, forged).status_code == 400


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_tab_that_did_not_touch_a_question_is_not_in_conflict(
    kind: str, browser: FillingClient, person: Any
) -> None:
    log, code = recorded(kind, person, **{CODE[kind]: "OLD"}), CODE[kind]
    url = page(log, "subsection", "setup")
    first, second = page_of(browser, url), page_of(browser, url)
    browser.post(url, {**first, code: "FIRST", "later": "1"})
    answer = browser.post(url, {**second, **day(log, "2026-05-02"), "later": "1"})
    assert answer.status_code == 302
    log.refresh_from_db()
    assert (getattr(log, code), str(log.date)) == ("FIRST", "2026-05-02")
    third = browser.post(url, {**second, code: "SECOND"})
    text = third.content.decode()
    assert "Someone else has answered the same question" in text
    assert "Their answer: FIRST" in text
    browser.post(url, {**second, code: "SECOND", **carried(text), "later": "1"})
    log.refresh_from_db()
    assert getattr(log, code) == "SECOND", "saved again knowingly"


def test_an_organisation_that_is_not_offered_is_not_taken_however_it_is_sent(
    browser: FillingClient, person: Any
) -> None:
    log, stranger = recorded("lettings", person), OrganisationFactory(signed=True)
    url = page(log, "subsection", "setup")
    held = page_of(browser, url)
    held["held"] += ",owning_organisation_id,managing_organisation_id"
    browser.post(url, {**held, "owning_organisation_id": str(stranger.pk), "later": "1"})
    browser.post(url, {**held, "managing_organisation_id": str(stranger.pk), "later": "1"})
    log.refresh_from_db()
    assert log.owning_organisation_id == log.managing_organisation_id == person.organisation_id


def test_an_unusual_answer_is_to_be_checked_everywhere(browser: FillingClient, person: Any) -> None:
    log = recorded("lettings", person)
    url = page(log, "subsection", "household-characteristics")
    sent = {**page_of(browser, url), "age1": "37", "ecstat1": "5"}
    shown = browser.post(url, {**sent, "preview": "1"}).content.decode()
    assert 'name="retirement_value_check"' in shown, "at once, while it is typed"
    told = browser.post(url, sent)
    text = told.content.decode()
    assert "2 answers to check" in text, "the household's income does not fit a retired person either"
    assert 'href="#id_retirement_value_check"' in text
    assert "<title>Check: " in text
    assert "more questions to answer" not in text
    assert re.search(r"\d answers? to check", browser.get(page(log, "change")).content.decode())
    checked = browser.get(page(log, "subsection_check", "household-characteristics")).content.decode()
    assert "Check this answer" in checked
    assert f"{url}#id_retirement_value_check" in checked
    done = browser.post(url, {**page_of(browser, url), "retirement_value_check": "0", "net_income_value_check": "0"})
    assert done.status_code == 302


@pytest.mark.parametrize("kind", KINDS)
def test_finishing_a_log_says_so_and_what_is_next(kind: str, browser: FillingClient, person: Any) -> None:
    log, other = finished(kind, person), finished(kind, person, **{CODE[kind]: "OTHER"})
    model = type(log)
    model.objects.filter(pk__in=(log.pk, other.pk)).update(status=LogStatus.IN_PROGRESS)
    url = page(log, "subsection", "setup")
    text = browser.post(url, {**page_of(browser, url), CODE[kind]: "DONE"}, follow=True).content.decode()
    assert f"Log {log.pk} is complete" in text
    assert reverse(f"admin:{kind}_{model._meta.model_name}_add") in text
    assert f"go on with log {other.pk}" in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", ["setup", "property_information"])
def test_a_save_judges_at_most_twice_and_asks_the_database_little(
    kind: str, part: str, browser: FillingClient, person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = recorded(kind, person)
    url = page(log, "subsection", part)
    changed = {"lettings": {"propcode": "QUICK"}, "sales": {"purchid": "QUICK"}}[kind]
    sent = {**page_of(browser, url), **changed, "beds": "2", "later": "1"}
    verdicts: list[str] = []
    evaluate = judging.evaluate

    def counted(*args: Any, **more: Any) -> Any:
        verdicts.append("one")
        return evaluate(*args, **more)

    monkeypatch.setattr(judging, "evaluate", counted)
    with CaptureQueriesContext(connection) as captured:
        assert browser.post(url, sent).status_code == 302
    frame = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    assert len(verdicts) <= 2
    spent = [query["sql"] for query in captured if not query["sql"].startswith(frame)]
    assert len(spent) <= 15, "\n".join(spent)


class TestSessionEnded:
    """What was typed waits for its own person to sign in again."""

    def end(self, browser: Client) -> None:
        browser.cookies.pop("sessionid")

    def sign_in(self, browser: Client, person: Any, address: str) -> Any:
        browser.force_login(person)
        return browser.get(address)

    @pytest.mark.parametrize("kind", KINDS)
    def test_the_answers_are_there_after_signing_in_and_not_saved_yet(
        self, kind: str, browser: FillingClient, person: Any
    ) -> None:
        log, code = recorded(kind, person), CODE[kind]
        url = page(log, "subsection", "setup")
        sent = {**page_of(browser, url), code: "TYPED"}
        self.end(browser)
        answer = browser.post(url, sent)
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("admin:login"))
        signed_in = browser.post(answer.url, {"username": person.email, "password": PASSWORD})
        assert signed_in.status_code == 302
        text = browser.get(url).content.decode()
        assert 'value="TYPED"' in text
        assert "not saved yet" in text
        log.refresh_from_db()
        assert getattr(log, code) != "TYPED"
        assert 'value="TYPED"' not in browser.get(url).content.decode(), "shown once"
        browser.post(url, {**sent, **carried(text), "later": "1"})
        log.refresh_from_db()
        assert getattr(log, code) == "TYPED"

    def test_nobody_else_reads_them(self, browser: FillingClient, person: Any) -> None:
        log = recorded("lettings", person)
        url = page(log, "subsection", "setup")
        sent = {**page_of(browser, url), "tenancycode": "SECRET"}
        self.end(browser)
        browser.post(url, sent)
        assert (
            "SECRET"
            not in self.sign_in(browser, ProviderFactory(organisation=person.organisation), url).content.decode()
        )
        assert "SECRET" not in self.sign_in(browser, person, url).content.decode(), "thrown away"

    def test_a_made_up_page_is_not_kept(self, browser: FillingClient, person: Any) -> None:
        log = recorded("lettings", person)
        url = page(log, "subsection", "setup")
        sent = {**page_of(browser, url), "tenancycode": "FORGED", "form_token": "WzEsImEiXQ:bad:bad"}
        self.end(browser)
        browser.post(url, sent)
        assert "FORGED" not in self.sign_in(browser, person, url).content.decode()


def test_all_that_is_wrong_with_a_page_is_told_in_one_round(browser: FillingClient, person: Any) -> None:
    """What cannot be read, what a rule refuses and what is not answered yet, together."""
    log = recorded("lettings", person)
    url = page(log, "subsection", "property_information")
    sent = {
        **page_of(browser, url),
        "beds": "three",
        "postcode_full": "NOWHERE",
        "voiddate-day": "1",
        "voiddate-month": "12",
        "voiddate-year": "2026",
        "wchair": "",
    }
    told = browser.post(url, sent)
    text = told.content.decode()
    summary = re.search(r'class="govuk-error-summary".*?</ul>', text, re.DOTALL)
    assert summary is not None
    links = set(re.findall(r'href="#(?:id_|question-)?([a-z_0-9]+)', summary[0]))
    assert {"beds", "voiddate", "wchair"} <= {link.removesuffix("_0") for link in links}, summary[0]


def test_what_only_follows_from_an_answer_that_was_refused_is_not_told(browser: FillingClient, person: Any) -> None:
    """The income is there, only too low: nobody is asked how much it is."""
    log = recorded("lettings", person, net_income_known=0, incfreq=None, earnings=None)
    url = page(log, "subsection", "income_and_benefits")
    income = {"net_income_known": "0", "incfreq": "1", "earnings": "30"}
    text = browser.post(url, {**page_of(browser, url), **income}).content.decode()
    assert "Correct the income" in text
    assert "Enter how much it is" not in text
