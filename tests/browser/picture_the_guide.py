"""Pictures of docs/open-a-collection-year.md: `script/test tests/browser/picture_the_guide.py` takes them anew.

Not part of the suite: it writes into docs/images.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from django.urls import reverse

from portal.clock import now
from portal.windows.models import CollectionWindow
from portal.years.drafts import clone_year, confirm_mapping, give_reason, tree_of
from portal.years.mapping import mapping_of, seen
from portal.years.models import Draft
from portal.years.publishing import readiness, submit
from tests.browser.film_a_year import BrowserHand
from tests.factories.accounts import SupportFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-16 10:00")]
FOLDER = Path(__file__).parents[2] / "docs" / "images"
LARGEST = 150 * 1024
QUESTION = "question:sheltered"


def test_the_pictures_of_the_guide(
    live_server: Any, page: Any, people: dict[str, Any], sign_in: Callable[[Any, str], None]
) -> None:
    draft = clone_year(log_type="lettings", year=2027, source=2026, by=SupportFactory(name="Bea Lane"))
    page.set_viewport_size({"width": 1000, "height": 800})
    sign_in(page, "support")

    def take(name: str, address: str = "", *args: Any) -> None:
        if address:
            page.goto(live_server.url + reverse(f"admin:years_{address}", args=args))
        page.locator("main").scroll_into_view_if_needed()
        page.evaluate("scrollTo(0, document.querySelector('main').offsetTop - 60)")
        picture = FOLDER / f"year-{name}.png"
        page.screenshot(path=picture)
        assert picture.stat().st_size < LARGEST, picture

    take("ready", "questionnaireversion_year", 2027)
    take("draft", "draft_change", draft.pk)
    take("question", "draft_part", draft.pk, QUESTION)
    take("options", "draft_options", draft.pk, QUESTION)
    page.goto(live_server.url + reverse("admin:years_draft_condition", args=[draft.pk, "question:wchair"]))
    page.get_by_role("button", name="Show the sentence and try it").click()
    page.get_by_role("heading", name="Try it").scroll_into_view_if_needed()
    page.locator("[name^=try-]").first.select_option("1")
    page.get_by_role("button", name="Show the sentence and try it").click()
    page.wait_for_load_state()
    page.locator("form .govuk-inset-text").first.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 250)")
    picture = FOLDER / "year-condition.png"
    page.screenshot(path=picture)
    assert picture.stat().st_size < LARGEST

    hand = BrowserHand(page, live_server.url)
    hand.picture = lambda: None
    words = "Count a bedsit as one bedroom, and a box room as none."
    hand.do(reverse("admin:years_draft_part", args=[draft.pk, "question:beds"]), {"hint": words})
    lines = page_lines(page, live_server.url + reverse("admin:years_draft_options", args=[draft.pk, QUESTION]))
    hand.do(
        reverse("admin:years_draft_options", args=[draft.pk, QUESTION]),
        {"lines": f"{lines}\n9: Yes, retirement housing without support"},
    )
    take("checks", "draft_checks", draft.pk)
    open_its_window()
    send(draft)
    people["approver"] = SupportFactory(name="Ada Moss")
    page.context.clear_cookies()
    sign_in(page, "approver")
    take("changes", "draft_difference", draft.pk)
    take("approval", "draft_approve", draft.pk)


def page_lines(page: Any, address: str) -> str:
    """The options as they stand in their box."""
    page.goto(address)
    return str(page.locator("[name=lines]").input_value()).rstrip()


def open_its_window() -> None:
    """A year without dates is not sent for approval."""
    CollectionWindow.objects.create(
        start_year=2027,
        start=date(2027, 4, 1),
        submission_deadline=date(2028, 6, 2),
        new_logs_end=date(2028, 7, 7),
        edit_end=date(2028, 8, 4),
        q1_cut_off=date(2027, 7, 9),
        q2_cut_off=date(2027, 10, 8),
        q3_cut_off=date(2028, 1, 14),
    )


def send(draft: Draft) -> None:
    """What the pages before showed, done by the colleague who began."""
    draft.refresh_from_db()
    by = draft.created_by
    confirm_mapping(draft=draft, shown=seen(mapping_of(draft.base.tree, tree_of(draft))), by=by)
    for warning in readiness(draft).open_warnings:
        give_reason(draft=draft, finding=warning.identity, reason="It comes in February.", by=by)
    note = "Bedrooms are explained in more detail, and retirement housing can be told apart."
    submit(draft=draft, moment=now() + timedelta(days=30), note=note, by=by)
    draft.refresh_from_db()
