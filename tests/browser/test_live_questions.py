"""Questions come and go while people answer; nothing typed is lost, and the focus stays."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]


@pytest.fixture
def new_log(live_server: Any, page: Any, sign_in: Callable[[Any, str], None]) -> Any:
    """The first page of a new lettings log."""
    sign_in(page, "coordinator")
    page.goto(f"{live_server.url}/lettings/lettingslog/add/")
    page.wait_for_load_state("networkidle")
    return page


def test_a_question_appears_without_losing_what_is_typed_meanwhile(new_log: Any) -> None:
    assert new_log.locator("#question-scheme_id").count() == 0
    new_log.get_by_label("Supported housing").check()
    new_log.locator("#id_tenancycode").fill("TYPED MEANWHILE")
    new_log.locator("#question-scheme_id").wait_for()
    assert new_log.locator("#id_tenancycode").input_value() == "TYPED MEANWHILE"
    assert new_log.evaluate("document.activeElement.id") == "id_tenancycode"
    assert "added" in new_log.locator("#questions-status").inner_text()
    new_log.get_by_label("General needs").check()
    new_log.locator("#question-scheme_id").wait_for(state="detached")
    assert new_log.complaints == []


def test_an_impossible_date_is_told_and_kept(new_log: Any, assert_accessible: Callable[[Any], None]) -> None:
    new_log.get_by_label("Day").fill("31")
    new_log.get_by_label("Month").fill("2")
    new_log.get_by_label("Year").fill("2026")
    new_log.get_by_role("button", name="Save and continue").click()
    summary = new_log.locator(".govuk-error-summary")
    summary.wait_for()
    assert new_log.title().startswith("Error: ")
    summary.get_by_role("link", name="must be a real date").click()
    assert new_log.evaluate("document.activeElement.id") == "id_startdate-day"
    assert new_log.get_by_label("Day").input_value() == "31"
    assert_accessible(new_log)


def test_an_option_opens_its_own_question(new_log: Any, assert_accessible: Callable[[Any], None]) -> None:
    inside = new_log.locator("#question-irproduct_other")
    expect(inside).to_be_hidden()
    new_log.get_by_label("Other intermediate rent product").check()
    inside.wait_for(state="visible")
    assert_accessible(new_log)
    new_log.get_by_label("Social Rent").check()
    inside.wait_for(state="hidden")


def test_a_long_list_is_searched_by_keyboard(
    new_log: Any, people: dict[str, Any], assert_accessible: Callable[[Any], None]
) -> None:
    box = new_log.get_by_role("combobox", name="assigned to")
    box.click()
    new_log.keyboard.type("cor")
    options = new_log.get_by_role("option")
    options.first.wait_for()
    assert [text.split(" (")[0] for text in options.all_inner_texts()] == ["Cora Dean"]
    assert_accessible(new_log)
    new_log.keyboard.press("ArrowDown")
    new_log.keyboard.press("Enter")
    assert box.input_value().startswith("Cora Dean")
    assert new_log.locator("select[name=assigned_to_id]").input_value() == str(people["coordinator"].pk)
    box.fill("nobody of that name")
    new_log.keyboard.press("Tab")
    assert box.input_value().startswith("Cora Dean"), "an unknown name does not change the answer"
    assert new_log.complaints == []


def test_a_box_to_type_in_comes_with_its_question_and_shows_names_as_they_are(
    new_log: Any, assert_accessible: Callable[[Any], None]
) -> None:
    new_log.get_by_label("Supported housing").check()
    new_log.locator("input#id_scheme_id").wait_for()
    assert new_log.locator("select[name=scheme_id]").is_hidden()
    new_log.evaluate("document.querySelector('[name=scheme_id]').add(new Option('<b>Elm</b> House', '99'))")
    box = new_log.locator("#id_scheme_id")
    box.fill("elm")
    option = new_log.get_by_role("option", name="<b>Elm</b> House")
    option.wait_for()
    assert_accessible(new_log)
    new_log.keyboard.press("ArrowDown")
    new_log.keyboard.press("Escape")
    assert new_log.evaluate("document.activeElement.id") == "id_scheme_id", "the focus stays when the list closes"
    box.fill("elm")
    option.click()
    assert box.input_value() == "<b>Elm</b> House"
    box.fill("")
    new_log.keyboard.press("Tab")
    assert new_log.locator("select[name=scheme_id]").input_value() == "", "an emptied box is no answer"
    assert new_log.complaints == []
