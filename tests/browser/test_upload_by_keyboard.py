"""Rows are corrected in the browser with the keyboard alone, from the first wrong cell to the logs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.logs.uploads.models import Submission
from portal.windows.known_years import KNOWN_YEARS
from portal.windows.models import CollectionWindow
from tests.portal.logs.uploads.files import row
from tests.portal.logs.uploads.life import send, work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]
Fixture = Callable[..., Any]
HERE = "element => element === document.activeElement"
OUTLINED = "document.activeElement && getComputedStyle(document.activeElement).outlineStyle !== 'none'"


@pytest.fixture
def submission(people: dict[str, Any]) -> Submission:
    """Four rows with too many bedrooms, all five with charges that are unusual."""
    load_shipped_areas()
    for year in KNOWN_YEARS:
        CollectionWindow.objects.get_or_create(start_year=year["start_year"], defaults=dict(year))
    provider = people["provider"]
    rows = [
        row(provider.organisation, field_13=f"T{n}", field_19=f"{n} High Road", field_28=bedrooms, field_143="40")
        for n, bedrooms in enumerate(("99", "99", "99", "99", "2"))
    ]
    return send(provider, *rows)


def tab_to(page: Any, wanted: Any, most: int = 80) -> None:
    """Presses Tab until this element has the focus, which can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.count() and wanted.evaluate(HERE):
            break
    else:
        pytest.fail(f"Tab never reaches {wanted}")
    assert page.evaluate(OUTLINED), "forced colours leave nothing of the focus but its outline"


def press(page: Any, role: str, name: str) -> None:
    tab_to(page, page.get_by_role(role, name=name).first)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_rows_are_corrected_and_added_by_keyboard(
    live_server: Any, page: Any, submission: Submission, sign_in: Fixture, assert_accessible: Fixture
) -> None:
    def looks_right() -> None:
        assert_accessible(page)
        page.set_viewport_size({"width": 320, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size({"width": 1280, "height": 900})

    sign_in(page, "provider")
    page.goto(f"{live_server.url}/uploads/submission/{submission.pk}/change/")
    looks_right()
    press(page, "link", "Correct the rows here")
    _correct_two_cells(page, looks_right)
    press(page, "link", "By question")
    _replace_and_take_back(page, looks_right)
    _confirm_with_a_reason(page, looks_right)
    press(page, "link", "june.csv")
    looks_right()
    press(page, "button", "Add the 5 that are ready")
    expect(page.locator("main")).to_contain_text("being added")
    assert work(Submission.objects.get()).created_count == LettingsLog.objects.count() == 5
    assert page.complaints == []


def _correct_two_cells(page: Any, looks_right: Callable[[], None]) -> None:
    """What is wrong is read with the cell; a change is judged at once and leaves the focus where the person went."""
    first, second = page.locator("#id_r2-c28"), page.locator("#id_r3-c28")
    tab_to(page, first)
    expect(first).to_have_accessible_description(re.compile("Error:[\\s\\S]*you entered 99"))
    page.emulate_media(forced_colors="active")
    looks_right()
    page.emulate_media(forced_colors="none")
    for cell, bedrooms, told in ((first, "2", ""), (second, "98", "you entered 98"), (second, "2", "")):
        if not cell.evaluate(HERE):
            tab_to(page, cell)
        page.keyboard.press("Control+A")
        page.keyboard.type(bedrooms)
        page.keyboard.press("Tab")
        expect(page.locator(".core-question", has=cell)).to_contain_text(told or "How many bedrooms")
        expect(cell).to_have_accessible_description(re.compile(told) if told else re.compile("1 bedroom\\.$"))
        assert page.evaluate("document.activeElement !== document.body"), "the focus is where the person went"
        page.keyboard.press("Shift+Tab")
    expect(page.locator("#row-2-state")).to_contain_text("Ready, with warnings")
    looks_right()


def _replace_and_take_back(page: Any, looks_right: Callable[[], None]) -> None:
    looks_right()
    _replace_in_two_rows(page)
    press(page, "button", "Undo")
    expect(page.locator("main")).to_contain_text("Taken back in 2 rows")
    looks_right()
    _replace_in_two_rows(page)


def _replace_in_two_rows(page: Any) -> None:
    press(page, "link", "Replace Number of bedrooms")
    tab_to(page, page.locator("input[name=replace-value]").first)
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("What should stand there instead?"))
    page.keyboard.type("2")
    press(page, "button", "Replace")
    expect(page.locator("main")).to_contain_text("Replaced in 2 rows")


def _confirm_with_a_reason(page: Any, looks_right: Callable[[], None]) -> None:
    press(page, "link", "Confirm or replace")
    looks_right()
    tab_to(page, page.get_by_label("Why is this right in all of these rows?"))
    page.keyboard.type("A warden lives there")
    press(page, "button", "Confirm in 5 rows")
    expect(page.locator("main")).to_contain_text("Confirmed in 5 rows")
    looks_right()


def test_what_is_chosen_while_a_change_is_judged_stays(
    live_server: Any, page: Any, submission: Submission, sign_in: Fixture
) -> None:
    """The answer to the first change takes a warning from the question that has been answered anew meanwhile."""
    sign_in(page, "provider")
    page.goto(f"{live_server.url}/uploads/submission/{submission.pk}/correct/")
    held: list[Any] = []
    address = f"**/{submission.pk}/correct/"
    page.route(address, lambda route: route.continue_() if held else held.append(route))
    with page.expect_request(address):
        page.locator("#id_r6-c143").fill("20")
        page.keyboard.press("Tab")
    other = page.locator("[name=r6-c4]:not(:checked)").first
    chosen = other.input_value()
    other.check()
    with page.expect_response(address), page.expect_request(lambda request: f"r6-c4={chosen}" in request.post_data):
        held[0].continue_()
    expect(page.locator(f"[name=r6-c4][value='{chosen}']")).to_be_checked()
