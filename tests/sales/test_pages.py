"""A sales log through its pages: what sales have that lettings do not, and that every door is closed to strangers."""

from typing import Any

import pytest

from django.urls import reverse

from portal.logs.status import LogStatus
from sales.models import SalesLog
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.filling import FillingClient as Client

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
ADD = "admin:sales_saleslog_add"
LIST = "admin:sales_saleslog_changelist"
FIRST_SHARE = {"ownershipsch": "1", "type": "30", "staircase": "2"}
MORE_SHARES = {"ownershipsch": "1", "type": "30", "staircase": "1"}
DISCOUNTED = {"ownershipsch": "2", "type": "9"}
ONE_BUYER = {"jointpur": "2"}
TWO_BUYERS = {"jointpur": "1", "jointmore": "2"}
SETUP = {
    "saledate-day": "1",
    "saledate-month": "5",
    "saledate-year": "2026",
    "purchid": "PC1",
    "noint": "2",
    "privacynotice": "privacynotice",
    "save": "1",
}


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(ProviderFactory(organisation=OrganisationFactory(signed=True)))
    return client


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def create(browser: Client, **answers: str) -> SalesLog:
    response = browser.post(reverse(ADD), {**SETUP, **(answers or {**FIRST_SHARE, **ONE_BUYER})})
    assert response.status_code == 302, response.content.decode()
    return SalesLog.objects.latest("pk")


def page(log: SalesLog, name: str, *args: str) -> str:
    return reverse(f"admin:sales_saleslog_{name}", args=[log.pk, *args])


def listed(browser: Client, **query: str) -> set[int]:
    return {log.pk for log in browser.get(reverse(LIST), query).context["cl"].result_list}


def test_the_setup_page_creates_a_sale(browser: Client) -> None:
    assert browser.get(reverse(ADD)).status_code == 200
    log = create(browser)
    assert log.owning_organisation == log.managing_organisation == log.created_by.organisation
    assert (log.collection_year, log.purchid, log.ownershipsch) == (2026, "PC1", 1)
    assert log.status == LogStatus.IN_PROGRESS
    assert log.history.count() == 1


@pytest.mark.parametrize(
    "answers",
    [{**FIRST_SHARE, **TWO_BUYERS}, {**MORE_SHARES, **TWO_BUYERS}, {**DISCOUNTED, **ONE_BUYER}],
    ids=["first share", "more shares", "discounted"],
)
def test_every_page_of_a_sale_opens(browser: Client, answers: dict[str, str]) -> None:
    log = create(browser, **answers)
    for name in ("history", "who_can_see", "check_answers", "delete"):
        assert browser.get(page(log, name)).status_code == 200, name
    offered = browser.get(page(log, "change")).content.decode()
    for subsection in log.program.questionnaire.subsections:
        address = page(log, "subsection", subsection.id.replace("_", "-"))
        if address in offered:
            assert browser.get(address).status_code == 200, subsection.id


def test_a_log_half_set_up_is_gone_on_with_and_not_created_again(browser: Client) -> None:
    half = {**SETUP, **FIRST_SHARE}
    text = browser.post(reverse(ADD), half).content.decode()
    log = SalesLog.objects.get()
    assert "There is a problem" in text
    assert f'action="{page(log, "subsection", "setup")}"' in text
    browser.post(page(log, "subsection", "setup"), {**half, **ONE_BUYER})
    log.refresh_from_db()
    assert log.answers["jointpur"] == 2


@pytest.mark.parametrize(
    ("scheme", "own", "others"),
    [
        (FIRST_SHARE, "shared-ownership-initial-purchase", "discounted-ownership-scheme"),
        (MORE_SHARES, "shared-ownership-staircasing-transaction", "income-benefits-and-savings"),
        (DISCOUNTED, "discounted-ownership-scheme", "shared-ownership-initial-purchase"),
    ],
)
def test_the_task_list_holds_what_this_kind_of_sale_is_asked(
    browser: Client, scheme: dict[str, str], own: str, others: str
) -> None:
    log = create(browser, **scheme, **ONE_BUYER)
    text = browser.get(page(log, "change")).content.decode()
    assert page(log, "subsection", own) in text
    assert page(log, "subsection", others) not in text


@pytest.mark.parametrize(
    ("answers", "title"),
    [
        ({**FIRST_SHARE, **TWO_BUYERS, "relat2": "P"}, "Buyer 2"),
        ({**FIRST_SHARE, **ONE_BUYER, "hholdcount": "2", "details_known_2": "1", "relat2": "P"}, "Person 2"),
    ],
    ids=["buys too", "only lives there"],
)
def test_the_second_person_is_called_what_they_are(browser: Client, answers: dict[str, str], title: str) -> None:
    log = create(browser, **answers)
    browser.post(page(log, "subsection", "household-characteristics"), {**answers, "later": "1"})
    log.refresh_from_db()
    assert log.answers["relat2"] == "P"
    titles = [card.title for card in cards(browser, log)]
    assert titles[:2] == ["Buyer 1", title] if title == "Buyer 2" else title in titles


def test_an_answer_is_in_words_wherever_its_question_stands(browser: Client) -> None:
    log = create(browser, **FIRST_SHARE, **ONE_BUYER)
    browser.post(
        page(log, "subsection", "household-characteristics"), {"ethnic_group": "0", "ethnic": "1", "later": "1"}
    )
    rows = [row for card in cards(browser, log) for row in card.rows if row.field == "ethnic"]
    assert len(rows) == 1
    assert "British" in rows[0].value


def cards(browser: Client, log: SalesLog) -> list[Any]:
    response = browser.get(page(log, "subsection_check", "household-characteristics"))
    return list(response.context["parts"][0]["cards"])


def test_lists_are_filtered_by_sale_type_and_searched_by_purchaser_code(browser: Client) -> None:
    shared = create(browser, **FIRST_SHARE, **ONE_BUYER, purchid="OAK-7")
    discounted = create(browser, **DISCOUNTED, **ONE_BUYER, purchid="ELM-9")
    assert listed(browser) == {shared.pk, discounted.pk}
    assert listed(browser, saletype="1") == {shared.pk}
    assert listed(browser, saletype="2") == {discounted.pk}
    assert listed(browser, q="elm") == {discounted.pk}
    assert listed(browser, q="oak", saletype="2") == set()


def test_out_of_scope_is_404_on_every_page(browser: Client) -> None:
    log = create(browser)
    stranger = signed_in(CoordinatorFactory(organisation=OrganisationFactory(signed=True)))
    for name in ("change", "history", "who_can_see", "check_answers", "delete", "cds"):
        assert stranger.get(page(log, name)).status_code == 404, name
    assert stranger.get(page(log, "subsection", "setup")).status_code == 404
    assert stranger.post(page(log, "delete")).status_code == 404
    assert listed(stranger) == set()


def test_support_sees_what_the_department_receives_and_nobody_else(browser: Client) -> None:
    log = create(browser)
    assert browser.get(page(log, "cds")).status_code == 403
    assert "PC1" in signed_in(SupportFactory()).get(page(log, "cds")).content.decode()


def test_deleting_keeps_the_row_for_the_department(browser: Client) -> None:
    log = create(browser)
    assert browser.post(page(log, "delete")).status_code == 302
    log.refresh_from_db()
    assert log.status == LogStatus.DELETED
    assert browser.get(page(log, "change")).status_code == 404
    assert listed(browser) == set()
