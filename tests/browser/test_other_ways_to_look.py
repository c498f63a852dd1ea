"""What the pages are on paper, in colours that people force on their screens, and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_skin import seven_logs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]

PAPER = {"width": 718, "height": 1000}  # A4 less its margins


# What an empty and a full bar have to look like, all four in places of whole pixels.
FRAMES = """for (const [id, background] of [["empty", "Canvas"], ["full", "CanvasText"]])
    Object.assign(document.getElementById(id).style, {
        forcedColorAdjust: "none", border: "1px solid CanvasText", boxSizing: "border-box", background });
    document.querySelectorAll("[data-one]").forEach((one, place) => Object.assign(one.style, {
        position: "absolute", left: "0", top: `${place * 40}px`, display: "block" }));"""


def drawn(page: Any, html: str, script: str = "") -> list[bytes]:
    """Each element marked `data-one`, as it looks in the styles of the portal."""
    page.evaluate("html => document.querySelector('main').innerHTML = html", html)
    page.evaluate(f"() => {{ {script} }}")
    return [one.screenshot() for one in page.locator("[data-one]").all()]


def lines_of(page: Any, selector: str) -> dict[str, int]:
    """How many lines each of these texts takes."""
    found = "elements => elements.map(one => [one.textContent.trim(), one.getClientRects().length])"
    return dict(page.locator(selector).evaluate_all(found))


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_forced_colours_keep_what_backgrounds_tell(live_server: Any, page: Any, scheme: str) -> None:
    page.goto(f"{live_server.url}/login/")
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    bars = "".join(f"<progress class='core-progress' max='7' value='{n}' data-one></progress>" for n in (0, 7))
    frames = "<div id='empty' class='core-progress' data-one></div><div id='full' class='core-progress' data-one></div>"
    empty, full, empty_frame, full_frame = drawn(page, bars + frames, FRAMES)
    assert (empty, full) == (empty_frame, full_frame)
    styles = ("done", "open", "other")
    swatches = "".join(
        f"<p><span class='core-chart__swatch core-chart__swatch--{s}' data-one></span></p>" for s in styles
    )
    assert len(set(drawn(page, swatches))) == 3
    bars = "".join(
        f"<svg width='60' height='30' data-one><rect class='core-chart__bar core-chart__bar--{s}' x='5' y='4' width='50'"
        " height='22'></rect></svg>"
        for s in styles
    )
    assert len(set(drawn(page, bars))) == 3
    option = "<p class='core-autocomplete__option {}' data-one>Larch</p>"
    here, elsewhere = drawn(page, option.format("core-autocomplete__option--active") + option.format(""))
    assert here != elsewhere


def test_guidance_is_printed_whole(live_server: Any, page: Any) -> None:
    page.goto(f"{live_server.url}/guidance/")
    page.locator(".govuk-accordion__show-all").wait_for()
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    for section in page.locator(".govuk-accordion__section-content").all():
        expect(section).to_be_visible()
        assert section.locator("p").first.bounding_box()["height"] > 0
    expect(page.locator(".govuk-accordion__show-all")).to_be_hidden()
    assert not [one for one in page.locator(".govuk-accordion__section-toggle").all() if one.is_visible()]


def test_names_of_cookies_are_never_broken(live_server: Any, page: Any) -> None:
    page.goto(f"{live_server.url}/cookies/")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        heights = page.locator("tbody td:first-child").evaluate_all(
            "cells => cells.map(cell => { const words = document.createRange(); words.selectNodeContents(cell);"
            " return words.getClientRects().length })"
        )
        assert heights == [1, 1]


def test_home_and_its_charts_are_whole_at_any_width_and_on_paper(
    live_server: Any, page: Any, people: dict[str, Any], sign_in: Callable[[Any, str], None]
) -> None:
    seven_logs(people["provider"])
    sign_in(page, "coordinator")
    page.locator(".core-chart__picture").first.wait_for()
    for way in ({"width": 1280, "height": 900}, {"width": 1100, "height": 900}, PAPER):
        page.set_viewport_size(way)
        page.emulate_media(media="print" if way is PAPER else "screen")
        assert page.evaluate("document.documentElement.scrollWidth") <= way["width"]
        lines = lines_of(page, ".core-box__text")
        assert lines
        assert all(count <= len(text.split()) for text, count in lines.items()), lines
        # Words of the picture stand at 16 units: they are read at no less than 14 pixels.
        assert page.locator(".core-chart__picture").first.bounding_box()["width"] >= 560
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 320, "height": 640})
    expect(page.locator(".core-chart__picture").first).to_be_hidden()
    expect(page.locator(".core-chart__table").first).to_be_visible()
