"""The film of 2025 becoming 2026: `script/test tests/browser/film_a_year.py` puts a picture of each step in .local/film.

Not part of the suite: the same steps are done there without a browser (tests/portal/years/test_2025_becomes_2026.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from django.urls import reverse

from portal.years.drafts import tree_of
from portal.years.models import CalledOff, Draft, QuestionnaireVersion
from portal.years.publishing import readiness
from tests.portal.years.clerk import Clerk, Values, Work
from tests.portal.years.documents import released

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 12:00")]
FOLDER = Path(__file__).parents[2] / ".local" / "film"


@dataclass
class BrowserHand:
    """A browser that fills in what the clerk says, with a picture of every form before it is sent."""

    page: Any
    server: str
    work: Work = field(default_factory=Work)

    def do(self, address: str, values: Values) -> str:
        begun = perf_counter()
        self.page.goto(f"{self.server}{address}")
        form = self.page.locator("main form").last
        for name, value in values.items():
            self._fill(form.locator(f'[name="{name}"]'), value)
        self.picture()
        form.locator("button[type=submit]").first.click()
        self.page.wait_for_load_state()
        self.work.seconds += perf_counter() - begun
        self.work.opened, self.work.sent = self.work.opened + 1, self.work.sent + 1
        self.work.filled += len(values)
        assert self.page.locator(".govuk-error-summary").count() == 0, (address, self.page.inner_text("main")[:500])
        return str(self.page.url)

    def reason(self, address: str, finding: str) -> None:
        """Answer one warning."""
        self.page.goto(f"{self.server}{address}")
        for form in self.page.locator("main form").all():
            if form.locator("[name=finding]").input_value() == finding:
                form.locator("[name=reason]").fill("It is meant.")
                form.locator("button[type=submit]").click()
                break
        self.work.opened, self.work.sent, self.work.filled = (
            self.work.opened + 1,
            self.work.sent + 1,
            self.work.filled + 1,
        )

    def picture(self) -> None:
        """What the page shows now."""
        self.page.screenshot(path=FOLDER / f"{self.work.opened:03d}.png")

    @staticmethod
    def _fill(box: Any, value: Any) -> None:
        kind = box.first.evaluate("one => one.tagName == 'SELECT' ? 'select' : one.type")
        if kind == "select":
            box.select_option(str(value))
        elif kind == "radio":
            box.and_(box.page.locator(f'[value="{value}"]')).check()
        else:
            box.fill(str(value))


def test_the_film(
    live_server: Any, page: Any, people: dict[str, Any], sign_in: Callable[[Any, str], None], capsys: Any
) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    version = QuestionnaireVersion.objects.get(log_type="lettings", year=2026)
    CalledOff.objects.create(version=version, by=people["support"], reason="It is made by hand")
    sign_in(page, "support")
    hand = BrowserHand(page, live_server.url)
    hand.do(reverse("admin:years_questionnaireversion_start", args=[2026, "lettings"]), {"source": "2025"})
    draft = Draft.objects.get()
    Clerk(hand, draft, released("lettings", 2026)).change_everything()
    assert tree_of(draft).text() == released("lettings", 2026).text()
    hand.do(reverse("admin:years_draft_mapping", args=[draft.pk]), {})
    for warning in readiness(draft).open_warnings:
        hand.reason(reverse("admin:years_draft_checks", args=[draft.pk]), warning.identity)
    for last in ("checks", "difference", "publish"):
        page.goto(live_server.url + reverse(f"admin:years_draft_{last}", args=[draft.pk]))
        page.screenshot(path=FOLDER / f"last-{last}.png", full_page=True)
    with capsys.disabled():
        print(f"\n{hand.work}; {len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}")
