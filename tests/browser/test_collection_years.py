"""Pages of years, versions and drafts: accessible, usable by keyboard and without scripts, on a phone too."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from portal.years.additional import Sent, add_file
from portal.years.drafts import start_draft, tree_of
from portal.years.models import QuestionnaireVersion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]

OF_DRAFT = "review edits difference checks conditions named fields columns publish approve give-up".split()
OF_PART = ("part", "options", "condition", "add/page/after", "move", "remove")


def test_every_page_is_accessible(
    live_server: Any,
    page: Any,
    people: dict[str, Any],
    sign_in: Callable[[Any, str], None],
    assert_accessible: Callable[[Any], None],
) -> None:
    draft = start_draft(log_type="lettings", year=2026, by=people["support"])
    guidance = Sent("Guidance", "lettings", 2026, "guidance.pdf", b"%PDF-1.7 guidance")
    file = add_file(sent=guidance, by=people["support"])
    version = QuestionnaireVersion.objects.get(log_type="lettings", year=2026)
    sign_in(page, "support")
    of_draft = f"/years/draft/{draft.pk}/"
    pages = [
        "/years/questionnaireversion/",
        "/years/questionnaireversion/year/2027/",
        "/years/questionnaireversion/year/2027/lettings/start/",
        "/years/questionnaireversion/resources/",
        "/years/questionnaireversion/resources/add-file/",
        f"/years/questionnaireversion/resources/file/{file.pk}/withdraw/",
        "/years/questionnaireversion/changes/2026/lettings/",
        f"/log_versions/dryrun/of-draft/{draft.pk}/",
        "/years/questionnaireversion/resources/2026/lettings/paper_form/",
        f"/years/questionnaireversion/{version.pk}/change/",
        "/years/draft/",
        f"{of_draft}change/",
        *(f"{of_draft}{one}/" for one in OF_DRAFT),
        *(f"{of_draft}{one}/question:sheltered/" for one in OF_PART),
    ]
    for where in pages:
        page.goto(f"{live_server.url}{where}")
        assert_accessible(page)
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, where
        page.set_viewport_size({"width": 1280, "height": 900})


def test_a_condition_by_keyboard(
    live_server: Any, page: Any, people: dict[str, Any], sign_in: Callable[[Any, str], None]
) -> None:
    draft = start_draft(log_type="lettings", year=2026, by=people["support"])
    sign_in(page, "support")
    page.goto(f"{live_server.url}/years/draft/{draft.pk}/condition/question:wchair/")
    for row, value in ((1, "General needs"), (2, "")):
        field = page.get_by_label(f"Row {row}: value")
        field.focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(value or "unused")
    page.get_by_label("Row 1: value").fill("Supported housing")
    page.get_by_label("Row 2: value").fill("")
    button = page.get_by_role("button", name="Show the sentence and try it")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is asked only if Needs type is “Supported housing”")).to_be_visible()
    page.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("when it is asked was")).to_be_visible()
    assert tree_of(draft)["question:wchair"].attrs["when"] == "needstype == 2"
