"""The GOV.UK skin on pages that everybody has: accessible, by keyboard, on a phone, without scripts, under the policy."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from lettings.models import LettingsLog
from portal.logs.status import LogStatus
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]

LISTS = ("/lettings/lettingslog/", "/sales/saleslog/", "/supported_housing/scheme/", "/accounts/user/")


def seven_logs(person: Any) -> None:
    """Enough to fill lists and charts."""
    LettingsLog.objects.bulk_create(
        LettingsLog(
            owning_organisation=person.organisation,
            managing_organisation=person.organisation,
            assigned_to=person,
            collection_year=2026,
            date=date(2026, 9, day),
            status=LogStatus.IN_PROGRESS if day % 2 else LogStatus.COMPLETED,
        )
        for day in range(1, 8)
    )


def test_home_with_its_charts_is_accessible_and_fits_a_narrow_screen(
    live_server: Any,
    page: Any,
    people: dict[str, Any],
    sign_in: Callable[[Any, str], None],
    assert_accessible: Callable[[Any], None],
) -> None:
    """The walk of each role opens its home, but before there is much to draw."""
    seven_logs(people["provider"])
    sign_in(page, "coordinator")
    page.locator(".core-chart").first.wait_for()
    assert_accessible(page)
    for path in ("/progress/", *LISTS):
        page.goto(live_server.url + path)
        page.wait_for_load_state("networkidle")
        assert_accessible(page)
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size({"width": 1280, "height": 900})
    assert page.complaints == []


def test_the_keyboard_reaches_the_skip_link_first_and_signs_out(
    live_server: Any, page: Any, sign_in: Callable[[Any, str], None]
) -> None:
    sign_in(page, "provider")
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content-start"
    page.goto(f"{live_server.url}/guidance/")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Sign out":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/logout/")
    assert page.locator("h1").inner_text() == "You are signed out"


def test_a_wrong_password_is_told_in_a_summary_that_takes_the_focus(live_server: Any, page: Any, people: Any) -> None:
    page.goto(f"{live_server.url}/login/")
    page.get_by_label("Email address").fill(people["provider"].email)
    page.locator("input[name=password]").fill("not it")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator(".govuk-error-summary").wait_for()
    assert page.title().startswith("Error: ")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert page.locator("input[name=password]").input_value() == ""


def test_links_of_the_summary_lead_to_the_fields(live_server: Any, page: Any, people: Any) -> None:
    page.goto(f"{live_server.url}/login/")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Enter your email address").click()
    assert page.evaluate("document.activeElement.name") == "username"
    described = page.locator("input[name=username]").get_attribute("aria-describedby")
    assert page.locator(f"#{described}").inner_text().endswith("Enter your email address")


def test_signing_in_works_without_scripts(live_server: Any, page_without_javascript: Any, people: Any) -> None:
    page = page_without_javascript
    page.goto(f"{live_server.url}/login/")
    page.get_by_label("Email address").fill(people["provider"].email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.get_by_role("link", name="See charts of progress").click()
    assert page.locator("h1").inner_text() == "Progress"


def test_filters_work_without_scripts_and_are_taken_away_one_by_one(
    live_server: Any, page_without_javascript: Any, people: dict[str, Any]
) -> None:
    page = page_without_javascript
    seven_logs(people["provider"])
    page.goto(f"{live_server.url}/login/?next=/lettings/lettingslog/")
    page.get_by_label("Email address").fill(people["provider"].email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    assert page.locator("#result_list tbody tr").count() == 7
    page.get_by_label("In progress").check()
    page.get_by_role("button", name="Apply filters").first.click()
    assert page.url.endswith("?status=1")
    assert page.locator("#result_list tbody tr").count() == 4
    page.get_by_role("link", name="Remove this filter: Status: In progress").click()
    assert page.locator("#result_list tbody tr").count() == 7


def test_an_empty_list_says_what_to_do(live_server: Any, page: Any, sign_in: Callable[[Any, str], None]) -> None:
    sign_in(page, "provider")
    page.goto(f"{live_server.url}/lettings/lettingslog/?q=nothing-like-this")
    expect(page.get_by_role("heading", name="No lettings logs match")).to_be_visible()
    page.get_by_role("link", name="clear all filters").click()
    page.get_by_role("heading", name="There are no lettings logs yet").wait_for()


@pytest.mark.parametrize(("path", "status", "heading"), [("/nothing/here/", 404, "Page not found")])
def test_error_pages_wear_the_skin(
    live_server: Any,
    page: Any,
    sign_in: Callable[[Any, str], None],
    assert_accessible: Callable[[Any], None],
    path: str,
    status: int,
    heading: str,
) -> None:
    sign_in(page, "provider")
    response = page.goto(live_server.url + path)
    assert response.status == status
    assert page.locator("h1").inner_text() == heading
    assert_accessible(page)
