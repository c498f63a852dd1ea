"""A file of ranges in a browser: a wrong one is told row by row, a right one is shown, confirmed and imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from lettings.models import RentRange
from portal.imports.models import FileImport
from portal.jobs.work import carry_out
from tests.portal.reference.test_load import RENTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-10 10:00")]


def test_support_imports_rent_ranges(
    page: Any, sign_in: Callable[[Any, str], None], assert_accessible: Callable[[Any], None], live_server: Any
) -> None:
    def choose(text: str) -> FileImport:
        page.goto(f"{live_server.url}/lettings/rentrange/")
        page.get_by_role("link", name="Import").click()
        file = {"name": "rents.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.get_by_label("Choose a CSV file").set_input_files(file)
        page.get_by_label("2026 to 2027").check()
        page.get_by_role("button", name="Check the file").click()
        expect(page.get_by_text("Being checked").first).to_be_visible()
        sent: FileImport = FileImport.objects.latest("pk")
        return sent

    sign_in(page, "support")
    page.goto(f"{live_server.url}/lettings/rentrange/import/")
    assert_accessible(page)
    page.get_by_role("button", name="Check the file").click()
    expect(page).to_have_title("Error: Import rent ranges – CORE")
    expect(page.locator(".govuk-error-summary")).to_be_focused()

    wrong = choose(RENTS.replace("132.57", "3"))
    carry_out(FileImport, wrong.pk)
    expect(page.get_by_text("1 thing to correct")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("button", name="Confirm import")).to_have_count(0)
    assert_accessible(page)

    right = choose(RENTS)
    carry_out(FileImport, right.pk)
    expect(page.get_by_text("2 new, 0 changed, 0 as before")).to_be_visible(timeout=15_000)
    assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Confirm import").click()
    expect(page.get_by_text("Being imported").first).to_be_visible()
    carry_out(FileImport, right.pk)
    expect(page.get_by_text("What has changed")).to_be_visible(timeout=15_000)
    assert RentRange.objects.filter(start_year=2026).count() == 2
