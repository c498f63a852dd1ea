"""A walk through every page of each role: it opens, has one heading, is accessible, keeps the policy, and reflows.

The pages are those that the permission matrix says the role can open, so that a new page is walked through as soon
as it is in the table. Every page is asked for; the browser looks at those that hold a part which no page before held,
whichever role met it first. With PICTURES=1 it looks at all of them and keeps a picture of each (see pictures.py).
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.access.matrix_table import OPEN, ROLES, TABLE
from tests.access.matrix_world import address, build
from tests.browser import pictures
from tests.browser.markup import faults_of, parts_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]

seen: set[tuple[str, str]] = set()


def pages_of(role: str) -> list[tuple[str, str]]:
    """Names and kinds of object of the pages that the role can open."""
    if role == "signed out":
        return [(name, "-") for name, code in OPEN.items() if code == 200]
    found = []
    for line in TABLE.strip().splitlines():
        name, kind, *codes = [cell.strip() for cell in line.split("|")]
        if codes[ROLES.index(role)].split()[0] == "200":
            found.append((name, kind))
    return found


def is_page(response: Any) -> bool:
    """Files, data for programs and parts that a page fetches later are no pages."""
    if "Content-Disposition" in response or not response["Content-Type"].startswith("text/html"):
        return False
    return response.status_code != 200 or "<html" in response.text


def opened(html: str, status: int) -> list[str]:
    """What is wrong already without a browser."""
    found = [] if status == 200 else [f"answers {status}"]
    if (headings := html.count("<h1")) != 1:
        found.append(f"{headings} main headings")
    found += faults_of(html)
    if "<title>" not in html or " – CORE</title>" not in html:
        found.append("the title does not name the page and the service")
    return found


def looked_at(page: Any, address: str, check: Callable[..., None]) -> list[str]:
    """What the browser finds wrong, wide and narrow."""
    page.goto(address)
    found = []
    try:
        check(page)
    except AssertionError as error:
        found.append(str(error))
    page.set_viewport_size({"width": 320, "height": 640})
    if (width := page.evaluate("document.documentElement.scrollWidth")) > 320:
        found.append(f"scrolls sideways at 320 pixels: {width}")
    page.set_viewport_size(pictures.DESK)
    found += page.complaints
    page.complaints.clear()
    return found


@pytest.mark.parametrize("role", [*ROLES, "signed out"])
def test_every_page_of_the_role(
    live_server: Any, page: Any, browser_context: Any, assert_accessible: Callable[..., None], role: str
) -> None:
    world = build()
    client = world.clients[role]
    for key, morsel in client.cookies.items():
        browser_context.add_cookies([{"name": key, "value": morsel.value, "url": live_server.url}])
    found: list[str] = []
    for name, kind in pages_of(role):
        path = address(world, name, kind, "own")
        response = client.get(path)
        if not is_page(response):
            continue
        html = response.text
        faults, parts = opened(html, response.status_code), parts_of(html)
        if parts - seen or "1" in pictures.ways():
            seen.update(parts)
            faults += looked_at(page, live_server.url + path, assert_accessible)
            pictures.take(page, role, name)
        found += [f"{name}: {fault}" for fault in faults]
    assert not found, "\n".join(found)
