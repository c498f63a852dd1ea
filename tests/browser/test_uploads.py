"""A file becomes logs: the filled template from the upload to the archive, as a provider and as support sends it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from playwright.sync_api import expect

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from orgs.codes import ProfitStatus, ProviderType
from portal.logs.status import LogStatus
from portal.logs.uploads.models import Submission
from portal.windows.known_years import KNOWN_YEARS
from portal.windows.models import CollectionWindow
from tests.browser.archives import export_lettings_2026
from tests.portal.logs.uploads.life import work
from tests.shared import shared_path

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]

Fixture = Callable[..., Any]
NAMED_IN_THE_SAMPLE = "ORG1,ORG1,support@example.com"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def the_sample(person: Any) -> str:
    """The filled template; owner, manager and person are those of the test."""
    text = shared_path("samples", "bulk_upload", "2026_27_lettings_bulk_upload.csv").read_text(encoding="utf-8-sig")
    assert NAMED_IN_THE_SAMPLE in text
    code = f"ORG{person.organisation_id}"
    return text.replace(NAMED_IN_THE_SAMPLE, f"{code},{code},{person.email}")


def as_workbook(text: str) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": True})
    sheet = book.add_worksheet()
    for line, cells in enumerate(csv.reader(io.StringIO(text))):
        sheet.write_row(line, 0, cells)
    book.close()
    return out.getvalue()


@pytest.fixture
def provider(people: dict[str, Any]) -> Any:
    organisation = people["provider"].organisation
    organisation.provider_type, organisation.profit_status = ProviderType.LA, ProfitStatus.LOCAL_AUTHORITY
    organisation.save()
    load_shipped_areas()
    # What a migration put there went with the tests before.
    for year in KNOWN_YEARS:
        CollectionWindow.objects.get_or_create(start_year=year["start_year"], defaults=dict(year))
    return people["provider"]


def checked(page: Any) -> Submission:
    """The worker has been there, and the page is looked at again."""
    expect(page.locator("main")).to_contain_text("Rows")
    submission = work(Submission.objects.get())
    page.reload()
    return submission


def test_a_provider_uploads_corrects_adds_and_finds_the_log_in_the_archive(
    live_server: Any, page: Any, provider: Any, sign_in: Fixture, assert_accessible: Fixture, tmp_path: Path
) -> None:
    sign_in(page, "provider")
    page.goto(f"{live_server.url}/lettings/lettingslog/")
    page.get_by_role("button", name="Upload lettings logs").click()
    assert_accessible(page)
    file = {"name": "june.csv", "mimeType": "text/csv", "buffer": the_sample(provider).encode("utf-8-sig")}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("june.csv")
    assert_accessible(page)
    checked(page)
    assert_accessible(page)
    page.get_by_role("link", name="Row by row").click()
    expect(page.locator("main")).to_contain_text("GBR")
    assert_accessible(page)
    page.get_by_role("link", name="june.csv").first.click()
    page.get_by_role("link", name="By question").click()
    assert_accessible(page)
    page.get_by_role("link", name="correct the rows here").click()
    assert_accessible(page)
    _choose_by_keyboard(page, "United Kingdom")
    expect(page.locator("#row-9-state")).to_contain_text("Ready")
    expect(page.get_by_role("combobox")).to_be_focused()
    expect(page.locator("#row-9-questions")).not_to_contain_text("Error:")
    page.goto(f"{live_server.url}/uploads/submission/{Submission.objects.get().pk}/change/")
    page.get_by_role("button", name="Add the 1 that is ready").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("being added")
    assert checked(page).created_count == 1
    assert_accessible(page)
    expect(page.get_by_role("button", name="Undo this upload")).to_be_visible()
    page.get_by_role("link", name="Logs of this upload").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    assert_accessible(page)
    page.locator("#result_list tbody th a").click()
    expect(page.locator("main")).to_contain_text("june.csv, row 9")
    log = LettingsLog.objects.get()
    assert (log.status, log.answers["nationality_all"]) == (LogStatus.COMPLETED, 826)
    form, count = export_lettings_2026(tmp_path)
    assert (form.findtext("formid"), form.findtext("tenancycode"), count) == (str(log.pk + 300_000_000_000), "1", "1")
    assert page.complaints == []


def _choose_by_keyboard(page: Any, country: str) -> None:
    box = page.get_by_role("combobox")
    box.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(country)
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_support_sends_a_workbook_for_an_organisation_without_javascript(
    live_server: Any,
    page_without_javascript: Any,
    people: dict[str, Any],
    provider: Any,
    sign_in: Fixture,
    tmp_path: Path,
) -> None:
    page = page_without_javascript
    sign_in(page, "support")
    page.goto(f"{live_server.url}/uploads/submission/new/lettings/?organisation={provider.organisation_id}")
    content = as_workbook(the_sample(provider))
    page.locator("input[type=file]").set_input_files({"name": "june.xlsx", "mimeType": XLSX, "buffer": content})
    page.get_by_role("button", name="Upload", exact=True).click()
    checked(page)
    page.get_by_role("link", name="Correct the rows here").click()
    page.locator("select").select_option("826")
    page.get_by_role("button", name="Check row 9").click()
    expect(page.locator("main")).to_contain_text("Row 9 was checked again: ready")
    page.goto(f"{live_server.url}/uploads/submission/{Submission.objects.get().pk}/change/")
    page.get_by_role("button", name="Add the 1 that is ready").click()
    checked(page)
    log = LettingsLog.objects.get()
    assert (log.status, log.owning_organisation_id) == (LogStatus.COMPLETED, provider.organisation_id)
    assert export_lettings_2026(tmp_path)[0].findtext("brent") == "100.0"
    page.goto(f"{live_server.url}/uploads/submission/")
    expect(page.locator("#result_list")).to_contain_text("june.xlsx")
    page.get_by_role("link", name="june.xlsx").click()
    page.get_by_role("button", name="Undo this upload").click()
    page.get_by_role("button", name="Undo the upload").click()
    expect(page.locator("main")).to_contain_text("1 log was deleted")
    log.refresh_from_db()
    assert log.is_deleted
