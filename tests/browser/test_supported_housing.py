"""Schemes and locations in a browser: accessible for everybody who sees them, and complete by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from lettings.models import LettingsLog
from portal.logs.status import LogStatus
from supported_housing.models import Location, Scheme
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import (
    LocationDeactivationPeriodFactory,
    LocationFactory,
    SchemeDeactivationPeriodFactory,
    SchemeFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]

SCHEME, LOCATION = "/supported_housing/scheme", "/supported_housing/location"
PAGES = (
    f"{SCHEME}/",
    f"{SCHEME}/?status=incomplete",
    f"{SCHEME}/download/",
    SCHEME + "/{open}/change/",
    SCHEME + "/{open}/history/",
    SCHEME + "/{open}/deactivate/",
    SCHEME + "/{closed}/reactivate/",
    SCHEME + "/{closed}/delete/",
    SCHEME + "/{open}/delete/",
    f"{SCHEME}/add/",
    SCHEME + "/{draft}/change/",
    SCHEME + "/{draft}/edit/details/",
    SCHEME + "/{draft}/edit/client-groups/",
    SCHEME + "/{draft}/edit/support/",
    SCHEME + "/duplicates/{owner}/",
    LOCATION + "/?scheme={open}",
    LOCATION + "/{place}/change/",
    LOCATION + "/{place}/history/",
    LOCATION + "/{place}/deactivate/",
    LOCATION + "/{place}/edit/",
    LOCATION + "/add/?scheme={open}",
    LOCATION + "/{closed_place}/reactivate/",
    LOCATION + "/{draft_place}/edit/",
    LOCATION + "/{draft_place}/local-authority/",
    LOCATION + "/{draft_place}/delete/",
    "/portal/downloadrecord/",
)


@pytest.fixture
def ids(people: dict[str, Any]) -> dict[str, int]:
    """One record in each state that has a page of its own."""
    owner = people["coordinator"].organisation
    OrganisationFactory(absorbing_organisation=owner, merge_date=date(2026, 6, 1))
    scheme = SchemeFactory(owning_organisation=owner, service_name="Old Mill")
    place, closed_place = LocationFactory(scheme=scheme, name="Mill House"), LocationFactory(scheme=scheme)
    LocationDeactivationPeriodFactory(location=closed_place)
    closed = SchemeFactory(owning_organisation=owner, service_name="Closed Mill")
    SchemeDeactivationPeriodFactory(scheme=closed)
    draft = SchemeFactory(owning_organisation=owner, service_name="New Mill", confirmed=False, support_type=None)
    LettingsLog.objects.create(
        owning_organisation=owner,
        managing_organisation=owner,
        assigned_to=people["provider"],
        collection_year=2026,
        date=date(2026, 9, 1),
        status=LogStatus.IN_PROGRESS,
        scheme=scheme,
        location=place,
    )
    return {
        "owner": owner.pk,
        "open": scheme.pk,
        "closed": closed.pk,
        "draft": draft.pk,
        "place": place.pk,
        "closed_place": closed_place.pk,
        "draft_place": LocationFactory(scheme=scheme, postcode="LS1 1UR", location_code="", units=None).pk,
    }


def test_every_page_of_schemes_and_locations_is_accessible_and_fits_a_narrow_screen(
    live_server: Any,
    page: Any,
    sign_in: Callable[[Any, str], None],
    assert_accessible: Callable[[Any], None],
    ids: dict[str, int],
) -> None:
    """In each state that has a page of its own; the walk opens what each role sees."""
    sign_in(page, "support")
    for path in PAGES:
        response = page.goto(live_server.url + path.format(**ids))
        assert response.status == 200, path
        assert_accessible(page)
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        page.set_viewport_size({"width": 1280, "height": 900})
    assert page.complaints == []


def test_deactivating_shows_mistakes_and_what_changes_accessibly_before_it_is_done(
    live_server: Any,
    page: Any,
    sign_in: Callable[[Any, str], None],
    assert_accessible: Callable[[Any], None],
    ids: dict[str, int],
) -> None:
    sign_in(page, "coordinator")
    page.goto(f"{live_server.url}{SCHEME}/{ids['open']}/deactivate/")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("From the start of the open collection period").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="1 lettings log will lose its scheme and location")).to_be_visible()
    expect(page.get_by_role("heading", name="2 locations will be deactivated with the scheme")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Deactivate this scheme").click()
    expect(page.locator("main")).to_contain_text("Old Mill has been deactivated")
    expect(page.locator(".govuk-tag", has_text="Deactivated").first).to_be_visible()
    assert LettingsLog.objects.get().unresolved


def test_a_scheme_and_its_location_are_created_by_keyboard_alone(
    live_server: Any, page: Any, sign_in: Callable[[Any, str], None], assert_accessible: Callable[[Any], None]
) -> None:
    sign_in(page, "coordinator")
    page.goto(f"{live_server.url}{SCHEME}/")
    _enter(page, "Create a scheme")
    _type(page, "What is this scheme called?", "Keyboard Court")
    for option in ("Foyer", "No", "Another organisation"):
        _choose(page, option)
    _enter(page, "Save and continue")
    _pick(page, "Which group of people is this scheme mainly for?", "Young people at risk")
    _choose(page, "No")
    _enter(page, "Save and continue")
    for option in ("High level", "Permanent"):
        _choose(page, option)
    _enter(page, "Save and continue")
    assert_accessible(page)
    _enter(page, "Create this scheme")
    _enter(page, "Add a location")
    _type(page, "What is the postcode?", "ls1 1ur")
    _type(page, "How many units are there at this location?", "3")
    for option in ("Shared flat", "None"):
        _choose(page, option)
    for part, text in (("Day", "1"), ("Month", "5"), ("Year", "2026")):
        _type(page, part, text)
    _enter(page, "Save and continue")
    expect(page.get_by_role("heading", name="Check the answers for this location")).to_be_visible()
    assert_accessible(page)
    _enter(page, "Add this location")
    expect(page.get_by_role("heading", name="Local authority")).to_be_visible()
    scheme, location = Scheme.objects.get(), Location.objects.get()
    assert (scheme.service_name, scheme.confirmed, scheme.primary_client_group) == ("Keyboard Court", True, "Q")
    assert (location.postcode, location.units, location.startdate) == ("LS1 1UR", 3, date(2026, 5, 1))


def _focus(page: Any, target: Any) -> None:
    """Tab until the thing has the focus: it is reached without a mouse, or the test ends."""
    handle = target.element_handle()
    for _ in range(80):
        if page.evaluate("element => document.activeElement === element", handle):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached by keyboard on {page.url}")


def _enter(page: Any, name: str) -> None:
    """A button, or a link that looks like one."""
    target = page.get_by_role("button", name=name, exact=True)
    _focus(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _type(page: Any, label: str, text: str) -> None:
    _focus(page, page.get_by_label(label, exact=True))
    page.keyboard.type(text)


def _pick(page: Any, label: str, option: str) -> None:
    _focus(page, page.get_by_label(label))
    page.keyboard.type(option)


def _choose(page: Any, label: str) -> None:
    """Into the group with Tab, to the option with the arrows, as radios work."""
    target = page.get_by_role("radio", name=label, exact=True).first
    group = page.locator(f"input[type=radio][name='{target.get_attribute('name')}']")
    _focus(page, group.first)
    page.keyboard.press("Space")
    for _ in range(group.count()):
        if target.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{label} cannot be chosen by keyboard on {page.url}")
