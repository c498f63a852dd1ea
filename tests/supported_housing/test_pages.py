"""Schemes and locations from creation to the end, through the pages."""

import re
from datetime import date, timedelta

import pytest

from django.urls import reverse

from portal.addresses import services
from portal.addresses.models import PostcodeArea
from portal.clock import today
from supported_housing import deactivation
from supported_housing.models import Location, Scheme
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory

pytestmark = pytest.mark.usefixtures("midsummer")

DETAILS = {"service_name": " New   Mill ", "scheme_type": 6, "registered_under_care_act": 1, "arrangement_type": "D"}
GROUPS = {"primary_client_group": "S", "has_other_client_group": 1, "secondary_client_group": "N"}
SUPPORT = {"support_type": 2, "intended_stay": "M"}
PLACE = {
    "postcode": "m11ae", "name": "Mill House", "units": "5", "type_of_unit": 1, "mobility_type": "W",
    "startdate-day": "1", "startdate-month": "4", "startdate-year": "2026",
}  # fmt: skip


def to(page, record=None, *extra):
    return reverse(f"admin:supported_housing_{page}", args=[record.pk, *extra] if record else [])


@pytest.fixture
def coordinator(client, people):
    client.force_login(people["coordinator"])
    return people["coordinator"]


@pytest.fixture
def areas(db):
    from orgs.areas.shipped import load_shipped_areas

    load_shipped_areas()
    PostcodeArea.objects.create(postcode="M11AE", la="E08000003")
    services.postcode_service.cache_clear()


def test_a_scheme_is_created_page_by_page(client, coordinator, owner):
    client.post(to("scheme_add"), DETAILS)
    scheme = Scheme.objects.get()
    assert (scheme.service_name, scheme.owning_organisation, scheme.confirmed) == ("New Mill", owner, False)
    assert client.post(to("scheme_edit", scheme, "client-groups"), GROUPS).url == to("scheme_edit", scheme, "support")
    assert client.post(to("scheme_edit", scheme, "support"), SUPPORT).url == to("scheme_change", scheme)
    page = client.get(to("scheme_change", scheme)).content.decode()
    assert "Create this scheme" in page
    assert "Single homeless people with support needs" in page
    client.post(to("scheme_confirm", scheme))
    scheme.refresh_from_db()
    assert scheme.confirmed


def test_a_scheme_with_blanks_is_not_confirmed(client, coordinator, owner):
    client.post(to("scheme_add"), DETAILS)
    scheme = Scheme.objects.get()
    client.post(to("scheme_confirm", scheme))
    scheme.refresh_from_db()
    assert not scheme.confirmed


def test_blank_answers_are_named(client, coordinator):
    page = client.post(to("scheme_add"), {"service_name": "X"}).content.decode()
    assert "Error:" in page
    assert "Select the type of scheme" in page
    assert not Scheme.objects.exists()


def test_the_other_group_must_differ(client, coordinator, owner):
    scheme = SchemeFactory(owning_organisation=owner, confirmed=False)
    data = {**GROUPS, "secondary_client_group": "S"}
    page = client.post(to("scheme_edit", scheme, "client-groups"), data).content.decode()
    assert "Select a group that differs" in page


def test_a_scheme_cannot_be_given_to_somebody_elses_organisation(client, people, coordinator, scheme):
    foreign = people["stranger"].organisation
    data = {"service_name": "Mine", "owning_organisation": foreign.pk}
    client.post(to("scheme_edit", scheme, "name"), data)
    scheme.refresh_from_db()
    assert scheme.owning_organisation != foreign
    client.post(to("scheme_add"), {**DETAILS, "owning_organisation": foreign.pk})
    assert not Scheme.objects.filter(owning_organisation=foreign).exists()


def test_coordinators_of_an_agent_choose_among_its_stock_owners(client, people, owner):
    client.force_login(people["agent coordinator"])
    client.post(to("scheme_add"), DETAILS)
    assert Scheme.objects.get().owning_organisation == owner


@pytest.mark.usefixtures("areas")
def test_a_location_is_added_with_its_authority_from_the_postcode(client, coordinator, scheme):
    address = f"{to('location_add')}?scheme={scheme.pk}"
    before = scheme.locations.count()
    asked = client.post(address, PLACE).content.decode()
    assert "Manchester" in asked
    assert scheme.locations.count() == before
    again = client.post(address, {**PLACE, "again": "yes"}).content.decode()
    assert 'value="m11ae"' in again, "what was typed stays as it was typed"
    response = client.post(address, {**PLACE, "checked": "yes"})
    location = Location.objects.latest("id")
    assert response.url == to("location_change", location)
    assert (location.postcode, location.location_code, location.location_admin_district) == (
        "M1 1AE",
        "E08000003",
        "Manchester",
    )
    assert location.confirmed
    assert location.is_la_inferred
    assert location.startdate == date(2026, 4, 1)


@pytest.mark.usefixtures("areas")
def test_the_authority_is_asked_when_the_postcode_does_not_tell(client, coordinator, scheme):
    response = client.post(
        f"{to('location_add')}?scheme={scheme.pk}", {**PLACE, "postcode": "LS1 1UR", "checked": "yes"}
    )
    location = Location.objects.latest("id")
    assert response.url == to("location_local_authority", location)
    assert not location.confirmed
    client.post(response.url, {"location_code": "E08000035"})
    location.refresh_from_db()
    assert (location.location_admin_district, location.confirmed, location.is_la_inferred) == ("Leeds", True, False)


def test_what_lettings_follow_from_stays_and_the_rest_can_be_corrected(client, coordinator, scheme):
    location = LocationFactory(scheme=scheme, name="Old name", units=4)
    before = location.postcode
    address = to("location_edit", location)
    page = client.get(address).content.decode()
    assert 'name="units"' in page
    assert 'name="postcode"' not in page
    client.post(address, {"name": "New name", "units": "5", "postcode": "LS1 1UR"})
    location.refresh_from_db()
    assert (location.name, location.units, location.postcode) == ("New name", 5, before)


def test_a_closing_that_has_not_begun_can_be_called_off(client, coordinator, people, scheme):
    location = LocationFactory(scheme=scheme)
    later = today() + timedelta(days=30)
    deactivation.deactivate(record=location, day=later, actor=coordinator)
    address = to("location_call_off", location)
    assert address in client.get(to("location_change", location)).content.decode()
    client.force_login(people["provider"])
    assert client.post(address).status_code == 403
    client.force_login(coordinator)
    client.post(address)
    assert not location.deactivation_periods.exists()
    assert address not in client.get(to("location_change", location)).content.decode()
    assert "called off the deactivation" in client.get(to("location_history", location)).content.decode()
    assert client.post(address).status_code == 403


def test_a_location_can_be_finished_later(client, coordinator, scheme):
    client.post(f"{to('location_add')}?scheme={scheme.pk}", {"postcode": "LS1 1UR", "draft": "yes"})
    location = Location.objects.latest("id")
    assert (location.postcode, location.units, location.confirmed) == ("LS1 1UR", None, False)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("postcode", "nowhere", "Enter a full postcode"),
        ("units", "0", "between 1 and 100,000"),
        ("units", "", "Enter the number of units"),
        ("startdate-year", "2021", "1 April 2022"),
        ("startdate-day", "31", "real date"),
    ],
)
def test_mistakes_in_a_location_are_told_and_nothing_is_saved(client, coordinator, scheme, field, value, message):
    page = client.post(f"{to('location_add')}?scheme={scheme.pk}", {**PLACE, field: value}).content.decode()
    assert message in page
    assert scheme.locations.count() == 1


def test_lists_show_status_and_search(client, coordinator, owner, scheme):
    SchemeFactory(service_name="Without location", owning_organisation=owner)
    page = client.get(to("scheme_changelist")).content.decode()
    assert page.index("Old Mill") < page.index("Without location")
    assert "Incomplete" in page
    assert "Without" not in client.get(to("scheme_changelist"), {"status": "active"}).content.decode()
    assert "Without" not in client.get(to("scheme_changelist"), {"q": "m11ae"}).content.decode()
    assert "Old Mill" in client.get(to("scheme_changelist"), {"q": f"s{scheme.pk}"}).content.decode()
    assert "Mill House" in client.get(to("location_changelist"), {"scheme": scheme.pk}).content.decode()


def test_history_says_who_changed_what(client, people, scheme):
    client.force_login(people["support"])
    client.post(to("scheme_edit", scheme, "support"), {"support_type": 4, "intended_stay": "P"})
    page = client.get(to("scheme_history", scheme)).content.decode()
    assert "Level of support" in page
    assert "<del>Medium level</del>" in page
    assert "<ins>High level</ins>" in page
    assert str(people["support"]) in page


def test_the_list_of_schemes_says_that_it_is_in_order_of_name(client, coordinator, owner):
    for name in ("beech", "Ash", "Cedar"):
        SchemeFactory(service_name=name, owning_organisation=owner)
    page = client.get(to("scheme_changelist")).content.decode()
    assert page.index("Ash") < page.index("beech") < page.index("Cedar")
    sorted_by = re.search(r'aria-sort="(\w+)".*?class="core-table__sort"[^>]*>([^<]+)', page, re.DOTALL)
    assert sorted_by
    assert sorted_by.groups() == ("ascending", "Scheme name")


def test_locations_of_a_scheme_are_listed_below_it_and_added_there(client, people, scheme):
    address = reverse("admin:supported_housing_location_add") + f"?scheme={scheme.pk}"
    for role, expected in (("coordinator", True), ("agent coordinator", True), ("provider", False)):
        client.force_login(people[role])
        page = client.get(to("location_changelist"), {"scheme": scheme.pk}).content.decode()
        assert (address in page) is expected, role
        assert to("scheme_change", scheme) in page
        assert address not in client.get(to("location_changelist")).content.decode()


def test_locations_of_a_scheme_out_of_sight_are_not_listed(client, people, scheme):
    client.force_login(people["stranger"])
    page = client.get(to("location_changelist"), {"scheme": scheme.pk}).content.decode()
    assert "Old Mill" not in page


def test_an_organisation_without_stock_and_owners_has_no_schemes(client, db):
    person = CoordinatorFactory(organisation=OrganisationFactory(name="Lonely", holds_own_stock=False))
    client.force_login(person)
    page = client.get("/").content.decode()
    assert to("scheme_changelist") not in page
    page = client.get(to("scheme_add"), follow=True).content.decode()
    assert "owns no housing stock and manages none for others" in page
    OrganisationRelationshipFactory(managing_agent=person.organisation)
    assert to("scheme_changelist") in client.get("/").content.decode()
    assert client.get(to("scheme_add")).status_code == 200
