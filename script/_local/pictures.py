"""Pictures of the documentation, taken from a running server: PORT=8000 script/screenshots."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from playwright.sync_api import sync_playwright

from tests.browsing import FLAGS, find_chromium

SERVER = f"http://localhost:{os.environ.get('PORT', '8000')}"
FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
PERSON, PASSWORD = "provider.a@demo.example.org", "demonstration only"


def main() -> None:
    """Sign in as a data provider and take each picture."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=flags)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
        page.set_default_timeout(60_000)
        page.goto(f"{SERVER}/login/")
        page.get_by_label("Email address").fill(PERSON)
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("button", name="Sign out").wait_for()
        take(page, "home", "/")
        take(page, "list", "/lettings/lettingslog/")
        take(page, "task-list", f"{a_log(page, status=1)}/change/")
        completed = a_log(page, status=2)
        take(page, "questions", f"{completed}/household-characteristics/")
        take(page, "check-answers", f"{completed}/household-characteristics/check-answers/")
        browser.close()


def a_log(page, status: int) -> str:
    """The address of the oldest letting in that state."""
    page.goto(f"{SERVER}/lettings/lettingslog/?status={status}")
    return page.locator("#result_list tbody th a").last.get_attribute("href").split("/change")[0]


def take(page, name: str, path: str) -> None:
    """The page in full, but not endlessly long."""
    page.goto(path if path.startswith("http") else SERVER + path)
    page.wait_for_load_state("networkidle")
    height = min(page.evaluate("document.documentElement.scrollHeight"), 1800)
    page.screenshot(path=FOLDER / f"{name}.png", full_page=True, clip={"x": 0, "y": 0, "width": 1280, "height": height})


if __name__ == "__main__":
    main()
