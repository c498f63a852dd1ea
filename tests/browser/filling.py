"""Filling in a log as a person does: whatever is asked is answered from a set of answers, page after page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

Values = Mapping[str, Any]


def fill_subsection(page: Any, url: str, values: Values, rounds: int = 8) -> None:
    """Answer what the page asks, and what it asks because of that, then save until it is complete."""
    page.goto(url)
    for _ in range(rounds):
        page.wait_for_load_state("networkidle")
        answered: set[str] = set()
        while fresh := [name for name in _asked(page) if name not in answered]:
            _answer(page, fresh[0], values)
            answered.add(fresh[0])
        _confirm_warnings(page)
        page.get_by_role("button", name="Save and continue").click()
        page.wait_for_load_state("networkidle")
        if page.url.rstrip("/").endswith(("check-answers", "/change")):
            return
    raise AssertionError(f"{page.url} is not complete:\n{page.locator('main').inner_text()}")


def _asked(page: Any) -> list[str]:
    """Names of the questions that can be seen, in order."""
    return page.evaluate(
        """() => [...document.querySelectorAll("[data-question]")]
            .filter((el) => el.offsetParent !== null && !el.querySelector(":scope > .core-readonly"))
            .map((el) => el.dataset.question)"""
    )


def _answer(page: Any, name: str, values: Values) -> None:
    value = values.get(name)
    if value is None:
        return
    if isinstance(value, date):
        for part in ("day", "month", "year"):
            page.locator(f"#id_{name}-{part}").fill(str(getattr(value, part)))
    elif isinstance(value, list):
        for code in value:
            page.locator(f'input[type=checkbox][name="{name}"][value="{code}"]').check()
    elif page.locator(f'input[type=radio][name="{name}"]').count():
        page.locator(f'input[type=radio][name="{name}"][value="{value}"]').check()
    elif page.locator(f'select[name="{name}"]').count():
        _choose(page, name, value)
    else:
        page.locator(f'input[name="{name}"]').fill(str(value))
        page.keyboard.press("Tab")
    page.wait_for_load_state("networkidle")


def _choose(page: Any, name: str, value: Any) -> None:
    """Type the label into the search box and take the first match, with the keyboard only."""
    label = page.locator(f'select[name="{name}"] option[value="{value}"]').text_content().strip()
    page.locator(f"#id_{name}").fill(label)
    page.locator(f"#id_{name}__listbox [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator(f'select[name="{name}"]').input_value() == str(value)


def _confirm_warnings(page: Any) -> None:
    """Warnings are confirmed in place."""
    for box in page.locator(".core-check input[type=checkbox]").all():
        box.check()
