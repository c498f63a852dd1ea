"""Schemes of an organisation that merged into another: what the absorber sees and may do (2.1, 6.1)."""

from datetime import date

import pytest

from django.urls import reverse

from orgs.access.sync import sync_grants
from portal.clock import frozen
from supported_housing.models import Location, Scheme
from supported_housing.status import Status
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory
from tests.supported_housing.test_date_rules import facts

pytestmark = pytest.mark.usefixtures("midsummer")
MERGED = date(2026, 6, 10)
DETAILS = {"service_name": "Late", "scheme_type": 6, "registered_under_care_act": 1, "arrangement_type": "D"}
PLACE = {
    "postcode": "LS1 1UR", "units": "5", "type_of_unit": 1, "mobility_type": "W",
    "startdate-day": "1", "startdate-month": "5", "startdate-year": "2026",
}  # fmt: skip


def to(page, record=None, *extra):
    return reverse(f"admin:supported_housing_{page}", args=[record.pk, *extra] if record else [])


@pytest.fixture
def absorbed(owner):
    old = OrganisationFactory(name="Absorbed", absorbing_organisation=owner, merge_date=MERGED)
    sync_grants([owner.pk, old.pk])
    return old


@pytest.fixture
def old_scheme(absorbed):
    scheme = SchemeFactory(owning_organisation=absorbed, service_name="Old Barn")
    LocationFactory(scheme=scheme, name="Barn")
    return scheme


@pytest.fixture
def browser(client, owner):
    client.force_login(CoordinatorFactory(organisation=owner))
    return client


@pytest.mark.parametrize(
    ("now", "listed"), [("2026-08-05 12:00", True), ("2027-07-30 12:00", True), ("2027-08-01 12:00", False)]
)
def test_they_are_listed_while_logs_of_their_time_can_be_changed(browser, people, old_scheme, now, listed):
    with frozen(now):
        for page in ("scheme_changelist", "location_changelist"):
            assert ("Old Barn" in browser.get(to(page)).content.decode()) is listed
        assert browser.get(to("scheme_change", old_scheme)).status_code == 200
        browser.force_login(people["support"])
        assert "Old Barn" in browser.get(to("scheme_changelist")).content.decode()


def test_they_are_closed_from_the_day_of_the_merger_and_cannot_be_opened(browser, old_scheme):
    page = browser.get(to("scheme_change", old_scheme)).content.decode()
    assert "Deactivated" in page
    assert "Reactivate" not in page
    for action in ("deactivate", "reactivate"):
        assert browser.get(to(f"scheme_{action}", old_scheme)).status_code == 403


def test_a_new_scheme_of_its_past_closes_on_the_day_of_the_merger(browser, absorbed):
    browser.post(to("scheme_add"), {**DETAILS, "owning_organisation": absorbed.pk})
    scheme = Scheme.objects.get(service_name="Late")
    assert scheme.owning_organisation == absorbed
    assert scheme.deactivation_periods.get().deactivation_date == MERGED


def test_so_does_a_new_location_unless_its_scheme_does(browser, old_scheme):
    address = to("location_add") + f"?scheme={old_scheme.pk}"
    assert browser.get(address).status_code == 200
    browser.post(address, {**PLACE, "checked": "yes"})
    place = Location.objects.exclude(name="Barn").get()
    assert place.deactivation_periods.get().deactivation_date == MERGED


def test_nothing_is_added_to_a_deactivated_owner(client, owner, people, scheme):
    type(owner).objects.filter(pk=owner.pk).update(active=False)
    assert facts(scheme).status_on(date(2026, 8, 5)) is Status.DEACTIVATED
    client.force_login(people["support"])
    assert client.get(to("location_add") + f"?scheme={scheme.pk}").status_code == 403
    page = client.get(to("scheme_change", scheme)).content.decode()
    assert "Add a location" not in page
    assert client.get(to("scheme_deactivate", scheme)).status_code == 403
