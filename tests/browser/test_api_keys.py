"""API keys in a browser: issued, copied, looked at, replaced and revoked; and the page for developers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from django.urls import reverse

from orgs.api_keys.models import ApiKey
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]


def test_a_coordinator_issues_a_key_and_ends_it(
    page: Any, sign_in: Callable[[Any, str], None], assert_accessible: Callable[[Any], None], live_server: Any
) -> None:
    sign_in(page, "coordinator")
    page.goto(live_server.url + reverse("admin:api_keys_apikey_changelist"))
    assert_accessible(page)
    page.get_by_role("button", name="Issue an API key").click()
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Issue an API key")
    page.get_by_role("button", name="Issue the key").click()
    expect(page).to_have_title("Error: Issue an API key – CORE")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("Name of the key").fill("Housing system")
    page.get_by_label("The sandbox of your organisation").check()
    page.get_by_label("Read logs and changes").check()
    page.get_by_role("button", name="Issue the key").click()
    expect(page.get_by_text("core_test_")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="I have copied it").click()
    expect(page.get_by_text("core_test_")).to_have_count(0)
    assert_accessible(page)
    page.get_by_role("link", name="What it has read").click()
    expect(page.get_by_text("has not read any logs yet")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Back to the key").click()
    page.get_by_role("link", name="Replace").click()
    assert_accessible(page)
    page.get_by_role("button", name="Issue the new key").click()
    expect(page.get_by_text("core_test_")).to_be_visible()
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("link", name="Revoke").click()
    assert_accessible(page)
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("has been revoked")).to_be_visible()
    assert ApiKey.objects.filter(revoked_at=None).count() == 1


def test_the_page_for_developers_can_be_used_by_everybody(
    page: Any, assert_accessible: Callable[[Any], None], live_server: Any
) -> None:
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{live_server.url}/developers/lettings/2026/")
        expect(page.get_by_role("cell", name="Add up to 500 logs")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
