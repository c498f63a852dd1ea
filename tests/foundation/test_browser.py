"""The browser fixtures themselves, on the one page everybody can reach."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_sign_in_page_is_styled_scripted_and_accessible(
    live_server: Any, page: Any, assert_accessible: Callable[[Any], None]
) -> None:
    page.goto(f"{live_server.url}/login/")
    assert page.evaluate("document.styleSheets.length") > 0
    # GOV.UK Frontend marks the body once its own script runs.
    assert "govuk-frontend-supported" in (page.locator("body").get_attribute("class") or "")
    assert page.complaints == []
    assert_accessible(page)


def test_the_sign_in_page_works_without_javascript(live_server: Any, page_without_javascript: Any) -> None:
    page_without_javascript.goto(f"{live_server.url}/login/")
    assert page_without_javascript.locator("input[type=password]").is_visible()


def test_the_accessibility_check_finds_what_is_wrong(page: Any, assert_accessible: Callable[[Any], None]) -> None:
    page.set_content("<html lang=en><title>x</title><main><h1>x</h1><img src=x><input></main>")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)
