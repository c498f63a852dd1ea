"""Fixtures for all tests: a stopped clock, a browser, and the accessibility checker."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from django.core.handlers.base import BaseHandler
from django.test import TransactionTestCase

from portal import history
from portal.clock import Frozen, frozen
from portal.years.live import use_release
from tests.browsing import FLAGS, WCAG, describe, find_chromium, why_no_browser

# How long one example takes says more about the machine than about the code; script/bench measures that.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")

# Milliseconds for a page to do what is expected; generous, because machines that run tests are busy.
PATIENCE = 20_000

# Django guards against queries from a running event loop, which Playwright's sync interface keeps.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(autouse=True)
def _stop_the_clock_as_marked(request: pytest.FixtureRequest) -> Iterator[None]:
    """`@pytest.mark.clock("2026-04-01")` runs a test on that day."""
    marker = request.node.get_closest_marker("clock")
    if marker is None:
        yield
        return
    with frozen(*marker.args):
        yield


def pytest_configure() -> None:
    """Questionnaires are those of the release, also while tests are collected."""
    use_release()


@pytest.fixture(scope="session", autouse=True)
def _whoever_asks_is_named() -> Iterator[None]:
    """What a test sets up is done by a job of that name; what a page changes needs its person or its own job."""
    serving: ContextVar[bool] = ContextVar("a request is answered", default=False)
    answer, job_now = BaseHandler.get_response, history.job_now

    def answer_by_nobody(handler: Any, request: Any) -> Any:
        token = serving.set(True)
        try:
            return answer(handler, request)
        finally:
            serving.reset(token)

    def job_of_the_page() -> history.SystemJob | None:
        return job_now() if history._running.get() or not serving.get() else None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseHandler, "get_response", answer_by_nobody)
        patch.setattr(history, "job_now", job_of_the_page)
        yield


def pytest_unconfigure() -> None:
    """Processes that run tests side by side end without the farewell that would take their files away."""
    from django.conf import settings

    shutil.rmtree(settings.FILES, ignore_errors=True)


@pytest.fixture(autouse=True)
def _questionnaires_of_the_release() -> Iterator[None]:
    """What a page of an earlier test looked up is forgotten; a page of this one looks for itself."""
    use_release()
    yield
    use_release()


@pytest.fixture
def clock() -> Iterator[Frozen]:
    """A stopped clock to move about: `clock.move_to("2026-07-01")`, `clock.move_by(minutes=5)`."""
    from portal.clock import now

    with frozen(now()) as stopped:
        yield stopped


# --- Database ---------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """Replaces pytest-django's: a copy of one migrated database instead of all migrations again.

    The original is built anew when a file that shapes it changes, so `--create-db` and `--reuse-db` mean nothing here.
    """
    from tests.databases import as_migrated, may_hold_triggers_off, own_database

    database, patch = own_database(), pytest.MonkeyPatch()
    with django_db_blocker.unblock():
        database.__enter__()
        if may_hold_triggers_off():
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: as_migrated())
    yield
    patch.undo()
    with django_db_blocker.unblock():
        database.__exit__(None, None, None)


# --- Browser ----------------------------------------------------------------------------------


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without a browser, skip its tests and say so once; on CI that is a failure instead."""
    concerned = [item for item in items if item.get_closest_marker("browser")]
    reason = why_no_browser() if concerned else None
    if reason is None or os.environ.get("CI") == "true":
        return
    for item in concerned:
        item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line nobody overlooks."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "no Chromium" in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(
            f"!!! {len(skipped)} BROWSER TESTS SKIPPED: {why_no_browser()}", red=True, bold=True
        )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests of this process."""
    if reason := why_no_browser():
        pytest.fail(reason)
    from playwright.sync_api import sync_playwright

    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags)
        yield browser
        browser.close()


@pytest.fixture
def browser_context(chromium: Any) -> Iterator[Any]:
    """A browser with nothing remembered from other tests."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: Any) -> Any:
    """An empty page. Keeps what its scripts complained about in `page.complaints`."""
    page = browser_context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)
    return page


@pytest.fixture
def page_without_javascript(chromium: Any) -> Iterator[Any]:
    """A page for people whose scripts do not load."""
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def assert_accessible() -> Callable[[Any], None]:
    """Call with a page: fails with what axe found wrong by WCAG 2.2 AA, and where.

    A page all of whose parts stood on pages that axe found accessible in this run is looked at by its headings and ids
    alone. With AXE=every axe looks at all of them.
    """
    from axe_playwright_python.sync_playwright import Axe

    from tests.browser.markup import faults_of, parts_of

    axe = Axe()
    accessible: set[tuple[str, str]] = set()

    def check(page: Any, *, without: tuple[str, ...] = ()) -> None:
        html = page.content()
        parts = parts_of(html)
        assert not faults_of(html), f"{page.url}: {', '.join(faults_of(html))}"
        if parts <= accessible and os.environ.get("AXE") != "every":
            return
        rules = {rule: {"enabled": False} for rule in without}
        options: dict[str, Any] = {
            "runOnly": {"type": "tag", "values": WCAG},
            "resultTypes": ["violations"],
            "rules": rules,
        }
        # Fetching the style sheets once more serves a rule that is not among these.
        options |= {"preload": False, "iframes": False}
        found = axe.run(page, options=options).response["violations"]
        assert not found, f"{page.url} is not accessible:\n{describe(found)}"
        if not without:
            accessible.update(parts)

    return check


@pytest.fixture
def screenshot(request: pytest.FixtureRequest) -> Callable[[Any], Path]:
    """Keep a picture of a page under .local/screenshots, to look at after the run."""
    from django.conf import settings

    folder = Path(settings.BASE_DIR) / ".local" / "screenshots"

    def take(page: Any, name: str = "") -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / f"{request.node.name}{'-' if name else ''}{name}.png"
        page.screenshot(path=target, full_page=True)
        return target

    return take
