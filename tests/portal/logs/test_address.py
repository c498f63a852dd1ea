"""Finding the address of a log: searched for, chosen, typed in, and a service that is down."""

from datetime import datetime
from typing import Any

import pytest

from portal.addresses import services
from portal.addresses.services import FoundAddress, ServiceUnavailable
from portal.clock import LONDON, frozen
from portal.logs.address_lookup import addresses_for, search
from tests.factories.accounts import ProviderFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.filling import FillingClient as Client
from tests.portal.logs.test_pages import create, page

pytestmark = pytest.mark.django_db
HIGH_STREET = FoundAddress("123456", "1 High Street", "", "Manchester", "M1 1AE", 0.9)


class Service:
    def __init__(self, down: bool = False) -> None:
        self.down = down

    def by_uprn(self, uprn: str) -> FoundAddress | None:
        if self.down:
            raise ServiceUnavailable
        return HIGH_STREET if uprn == HIGH_STREET.uprn else None

    def search(self, text: str, min_match: float = 0.4) -> list[FoundAddress]:
        if self.down:
            raise ServiceUnavailable
        return [HIGH_STREET] if "high" in text.lower() else []


@pytest.fixture(autouse=True)
def august() -> Any:
    with frozen(datetime(2026, 8, 5, 12, tzinfo=LONDON)):
        yield


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(ProviderFactory(organisation=OrganisationFactory(signed=True)))
    return client


def use(monkeypatch: pytest.MonkeyPatch, service: Any) -> None:
    for name in ("portal.logs.address_lookup.address_service", "portal.addresses.services.address_service"):
        monkeypatch.setattr(name, lambda: service)


def test_an_address_is_found_chosen_and_brings_its_lines(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Service())
    log = create(browser)
    url = page(log, "subsection", "property-information")
    shown = browser.post(url, {"address_query": "1 High Street", "preview": "1"}).content.decode()
    assert "1 High Street, Manchester, M1 1AE" in shown
    browser.post(url, {"address_query": "1 High Street", "uprn": "123456", "later": "1"})
    log.refresh_from_db()
    assert log.answers["address_line1"] == "1 High Street"
    assert (log.postcode_full, log.answers["uprn_known"]) == ("M1 1AE", 1)


def test_what_is_not_found_can_be_typed_in(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Service())
    log = create(browser)
    url = page(log, "subsection", "property-information")
    shown = browser.post(url, {"address_query": "Nowhere", "preview": "1"}).content.decode()
    assert "No address was found" in shown
    typed = {"address_line1": "2 Low Road", "town_or_city": "Leeds", "postcode_full": "LS1 4AP", "later": "1"}
    browser.post(url, {"by_hand": "yes", **typed})
    log.refresh_from_db()
    assert log.answers["address_line1"] == "2 Low Road"
    assert log.postcode_full == "LS1 4AP"


def test_a_service_that_is_down_costs_a_hint_only(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Service(down=True))
    log = create(browser)
    url = page(log, "subsection", "property-information")
    shown = browser.post(url, {"address_query": "1 High Street", "preview": "1"}).content.decode()
    assert "cannot be reached at the moment" in shown
    assert services.address_service() is not None


def test_without_a_service_the_address_is_typed_in_from_the_start(browser: Client) -> None:
    log = create(browser)
    url = page(log, "subsection", "property-information")
    assert 'name="address_line1"' in browser.get(url).content.decode()
    browser.post(url, {"address_line1": "3 Mid Lane", "town_or_city": "York", "later": "1"})
    log.refresh_from_db()
    assert log.answers["address_line1"] == "3 Mid Lane"


@pytest.mark.parametrize(
    ("typed", "asked"),
    [("12345", ["uprn 12345", "text 12345"]), ("123456", ["uprn 123456"]), ("12 High", ["text 12 High"])],
)
def test_a_short_number_may_be_a_uprn_or_part_of_an_address(
    monkeypatch: pytest.MonkeyPatch, typed: str, asked: list[str]
) -> None:
    seen: list[str] = []

    class Both(Service):
        def by_uprn(self, uprn: str) -> FoundAddress | None:
            seen.append(f"uprn {uprn}")
            return HIGH_STREET

        def search(self, text: str, min_match: float = 0.4) -> list[FoundAddress]:
            seen.append(f"text {text}")
            return [HIGH_STREET]

    use(monkeypatch, Both())
    assert search(typed) == [HIGH_STREET]
    assert seen == asked


def test_the_way_taken_is_kept_while_the_page_is_filled_in(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser sends what is on the page: the box that chose the way is gone by then."""
    use(monkeypatch, Service())
    log = create(browser)
    url = page(log, "subsection", "property-information")
    assert 'name="address_query"' in browser.get(url).content.decode()
    shown = browser.post(url, {"address_query": "", "by_hand": "yes", "preview": "1"}).content.decode()
    assert 'name="address_line1"' in shown
    typed = {"address_line1": "2 Low Road", "address_line2": "", "town_or_city": "Leeds", "postcode_full": "LS1 4AP"}
    shown = browser.post(url, {**typed, "preview": "1"}).content.decode()
    assert 'value="2 Low Road"' in shown
    browser.post(url, {**typed, "later": "1"})
    log.refresh_from_db()
    assert (log.answers["address_line1"], log.answers["manual_address_entry_selected"]) == ("2 Low Road", True)

    shown = browser.post(url, {**typed, "by_search": "yes", "preview": "1"}).content.decode()
    assert 'name="address_query"' in shown
    shown = browser.post(url, {"address_query": "1 High Street", "preview": "1"}).content.decode()
    assert "1 High Street, Manchester, M1 1AE" in shown
    browser.post(url, {"address_query": "1 High Street", "uprn": "123456", "later": "1"})
    log.refresh_from_db()
    assert (log.answers["address_line1"], log.postcode_full) == ("1 High Street", "M1 1AE")


def test_from_a_typed_address_to_the_search_and_back(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Service())
    log = create(browser)
    url = page(log, "subsection", "property-information")
    shown = browser.post(url, {"address_line1": "x", "by_search": "yes", "preview": "1"}).content.decode()
    assert 'name="address_query"' in shown
    shown = browser.post(url, {"address_query": "", "by_hand": "yes", "preview": "1"}).content.decode()
    assert 'name="address_line1"' in shown


@pytest.mark.parametrize("typed", ["9" * 13, "9" * 1_000, "１２３４５６", "12 34", "-1"])
def test_no_service_is_asked_for_what_cannot_be_a_uprn(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class NeverAsked(Service):
        def by_uprn(self, uprn: str) -> FoundAddress | None:
            raise AssertionError(uprn)

    use(monkeypatch, NeverAsked())
    assert addresses_for([({"uprn": typed, "uprn_selection": typed}, {})], "startdate", known={}) == {}
    assert search(typed) == []
