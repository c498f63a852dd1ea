"""What comes up between a file and its logs: a sample, how the file was saved, what its columns are, one value for
another in many rows, what a colleague changed meanwhile, rows of somebody who left, and taking all of it back.

`UPLOAD_PICTURES=1 script/test tests/browser/test_upload_steps.py` takes the pictures of docs/images/upload-*.png anew.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.logs.kinds import kind_named
from portal.logs.record import record_answers
from portal.logs.uploads.files.header import names_of
from portal.logs.uploads.models import HeaderMapping, Submission
from portal.logs.uploads.rows.layout import layout_of
from portal.windows.known_years import KNOWN_YEARS
from portal.windows.models import CollectionWindow
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.uploads.files import as_csv, row, table
from tests.portal.logs.uploads.life import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]
Fixture = Callable[..., Any]
IMAGES = Path(__file__).parents[2] / "docs" / "images"
VACANT_DAY, SERVICE_CHARGE = 29, 143


@pytest.fixture
def provider(people: dict[str, Any]) -> Any:
    load_shipped_areas()
    for year in KNOWN_YEARS:
        CollectionWindow.objects.get_or_create(start_year=year["start_year"], defaults=dict(year))
    return people["provider"]


def of_a_housing_system(organisation: Any, rent: str = "100", **more: str) -> list[list[str]]:
    """Headers in words, one of them nobody else's; a street that Windows writes with a byte of its own."""
    rows = [
        row(organisation, field_13=f"T{n}", field_19=f"{n} Café Road", field_28=bedrooms, field_142=rent, **more)
        for n, bedrooms in enumerate(("99", "99", "2"))
    ]
    cells = table(rows)
    layout = layout_of(kind_named("lettings").program(2026).questionnaire)
    words = {number: name for name, number in reversed(names_of(layout).items())}
    words[VACANT_DAY] = "Vacant on"
    cells[0] = ["", *(words.get(number, f"Field of ours {number}") for number in layout.types)]
    return cells


def send(page: Any, content: bytes, name: str = "june.csv") -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Upload", exact=True).click()
    page.wait_for_load_state()


def picture(page: Any, name: str) -> None:
    if os.environ.get("UPLOAD_PICTURES"):
        page.screenshot(path=IMAGES / f"upload-{name}.png", full_page=True)


def checked(page: Any) -> Submission:
    submission = work(Submission.objects.order_by("pk").last())
    page.reload()
    return submission


def test_a_provider_is_asked_told_and_can_take_back_every_step(
    live_server: Any, page: Any, provider: Any, people: dict[str, Any], sign_in: Fixture, assert_accessible: Fixture
) -> None:
    sign_in(page, "provider")
    upload = f"{live_server.url}/uploads/submission/new/lettings/"
    page.goto(upload)
    picture(page, "choose")
    with page.expect_download() as sample:
        page.get_by_role("link", name="a sample to try").click()
    assert sample.value.suggested_filename == "bulk-upload-lettings-sample-2026-27.csv"
    content = as_csv(of_a_housing_system(provider.organisation)).decode().encode("cp1252")
    send(page, content)
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert_accessible(page)
    picture(page, "encoding")
    page.locator("label", has_text="Café Road").first.click()
    send(page, content)
    expect(page.get_by_label("Column AD: Vacant on")).to_be_visible()
    assert_accessible(page)
    picture(page, "columns")
    for asked in page.locator("select[name^=column_]").all():
        number = (asked.get_attribute("name") or "").removeprefix("column_")
        asked.select_option(number)
    send(page, content)
    expect(page.get_by_role("heading", level=1)).to_have_text("june.csv")
    assert HeaderMapping.objects.get(header="Vacant on").number == VACANT_DAY, "what was said is remembered"
    first = checked(page)
    picture(page, "result")
    _replace_and_take_back(page, assert_accessible)
    page.goto(f"{live_server.url}/uploads/submission/{first.pk}/change/")
    page.get_by_role("button", name="Add the 3 that are ready").click()
    checked(page)
    assert LettingsLog.objects.count() == 3

    _a_colleague_changes_the_same(page, upload, people, provider)
    expect(page.locator("main")).to_contain_text("Changed by somebody else meanwhile")
    page.get_by_role("link", name="Row by row").click()
    expect(page.locator("main")).to_contain_text("Somebody else has changed this answer meanwhile")
    assert_accessible(page)
    picture(page, "conflict")

    page.goto(f"{live_server.url}/uploads/submission/{first.pk}/change/")
    page.get_by_role("button", name="Undo this upload").click()
    expect(page.locator("main")).to_contain_text("3 logs will stay")
    assert_accessible(page)
    page.get_by_role("button", name="Undo the upload").click()
    expect(page.locator("main")).to_contain_text("3 stayed, because somebody has changed them since")
    assert [line for line in page.complaints if "422" not in line] == [], "a file that is asked about is no success"


def _look_at_a_whole_row(page: Any, assert_accessible: Fixture) -> None:
    page.get_by_role("link", name="correct the rows here").click()
    page.get_by_role("link", name="Whole row").first.click()
    assert_accessible(page)
    page.locator("li", has_text="to look at").locator("a").last.click()
    assert_accessible(page)
    page.go_back()
    page.go_back()
    page.go_back()


def _replace_and_take_back(page: Any, assert_accessible: Fixture) -> None:
    page.get_by_role("link", name="By question").click()
    picture(page, "errors")
    _look_at_a_whole_row(page, assert_accessible)
    page.get_by_role("link", name="Replace").first.click()
    assert_accessible(page)
    page.get_by_label("What should stand there instead?").fill("2")
    picture(page, "replace")
    page.get_by_role("button", name="Replace").click()
    expect(page.locator("main")).to_contain_text("Replaced in 2 rows")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("main")).to_contain_text("Taken back in 2 rows")
    page.get_by_role("link", name="Replace").first.click()
    page.get_by_label("What should stand there instead?").fill("2")
    page.get_by_role("button", name="Replace").click()
    expect(page.locator("main")).to_contain_text("Replaced in 2 rows")
    assert_accessible(page)


def _a_colleague_changes_the_same(page: Any, upload: str, people: dict[str, Any], provider: Any) -> None:
    """The same file with another rent; between its check and its adding a colleague enters a third one."""
    page.goto(upload)
    cells = [
        [text.replace("99", "2") if at == 28 else text for at, text in enumerate(line)]
        for line in of_a_housing_system(provider.organisation, rent="110")
    ]
    send(page, as_csv(cells), "july.csv")
    checked(page)
    for log in LettingsLog.objects.all():
        saved = record_answers(log=log, changes={"brent": "105"}, actor=people["coordinator"])
        assert saved.saved
    page.get_by_role("button", name="Add the 3 that are ready").click()
    checked(page)


def test_support_and_a_colleague_go_on_with_rows_of_somebody_who_left(
    live_server: Any,
    page_without_javascript: Any,
    provider: Any,
    people: dict[str, Any],
    sign_in: Fixture,
) -> None:
    page = page_without_javascript
    organisation = provider.organisation
    sign_in(page, "support")
    page.goto(f"{live_server.url}/uploads/submission/new/lettings/?organisation={organisation.pk}")
    content = as_csv(table([row(organisation, field_3=provider.email, field_28="99")])).decode().encode()
    send(page, content)
    checked(page)
    page.get_by_role("link", name="By question").click()
    page.get_by_role("link", name="Replace").first.click()
    page.get_by_label("What should stand there instead?").fill("2")
    page.get_by_role("button", name="Replace").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("main")).to_contain_text("Taken back in 1 row")
    Submission.objects.update(created_by=provider)
    provider.organisation = OrganisationFactory(signed=True)
    provider.save()
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "coordinator")
    page.goto(f"{live_server.url}/uploads/submission/{Submission.objects.get().pk}/change/")
    expect(page.locator("main")).to_contain_text("cannot work on them any more")
    page.get_by_role("button", name="Take these rows over").click()
    expect(page.locator("main")).to_contain_text("The rows are yours now")
    assert checked(page).uploader == people["coordinator"]
    expect(page.locator("main")).to_contain_text("To be corrected")


def test_support_goes_every_step_for_an_organisation_without_javascript(
    live_server: Any, page_without_javascript: Any, provider: Any, sign_in: Fixture, tmp_path: Path
) -> None:
    page, organisation = page_without_javascript, provider.organisation
    sign_in(page, "support")
    upload = f"{live_server.url}/uploads/submission/new/lettings/?organisation={organisation.pk}"
    page.goto(upload)
    for name in ("Excel", "CSV", "specification", "a sample to try"):
        with page.expect_download():
            page.get_by_role("link", name=name).first.click()
    _answer_what_is_asked(page, organisation, provider)
    expect(page.locator("main")).to_contain_text("Waiting to be checked")
    first = checked(page)
    page.get_by_role("link", name="By question").click()
    _confirm_charges_that_differ(page)
    page.get_by_role("link", name="correct the rows here").click()
    page.get_by_role("link", name="Whole row").first.click()
    page.locator("li", has_text="to look at").locator("a").last.click()
    page.locator("input[name=r2-c28]").fill("2")
    page.get_by_role("button", name="Save and continue").click()
    page.goto(f"{live_server.url}/uploads/submission/{first.pk}/correct/")
    page.locator("input[name=r3-c28]").fill("2")
    page.get_by_role("button", name="Check row 3").click()
    expect(page.locator("main")).to_contain_text("Row 3 was checked again: ready")
    page.goto(f"{live_server.url}/uploads/submission/{first.pk}/change/")
    with page.expect_download() as given:
        page.get_by_role("link", name="CSV with all rows").click()
    content = Path(given.value.path()).read_bytes()
    page.get_by_role("button", name="Add the 3 that are ready").click()
    checked(page)
    assert LettingsLog.objects.filter(owning_organisation=organisation, assigned_to=provider).count() == 3
    page.goto(upload)
    (tmp_path / "again.csv").write_bytes(content)
    page.locator("input[type=file]").set_input_files(tmp_path / "again.csv")
    page.get_by_role("button", name="Upload", exact=True).click()
    page.wait_for_load_state()
    checked(page)
    expect(page.locator("main")).to_contain_text("Already there, unchanged")
    page.goto(f"{live_server.url}/lettings/lettingslog/?upload={first.pk}")
    expect(page.locator("#result_list tbody tr")).to_have_count(3)
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator("main")).to_contain_text("june.csv, row")
    page.goto(f"{live_server.url}/uploads/submission/")
    expect(page.locator("#result_list")).to_contain_text("again.csv")
    page.get_by_role("link", name="june.csv").click()
    page.get_by_role("button", name="Undo this upload").click()
    page.get_by_role("button", name="Undo the upload").click()
    expect(page.locator("main")).to_contain_text("3 logs were deleted")


def _answer_what_is_asked(page: Any, organisation: Any, provider: Any) -> None:
    """How the file was saved, and what its columns are; its charges are unusual, each another one."""
    cells = of_a_housing_system(organisation, field_3=provider.email)
    for at, line in enumerate(cells[1:]):
        line[SERVICE_CHARGE] = str(40 + at)
    content = as_csv(cells).decode().encode("cp1252")
    send(page, content)
    page.locator("label", has_text="Café Road").first.click()
    send(page, content)
    for asked in page.locator("select[name^=column_]").all():
        asked.select_option((asked.get_attribute("name") or "").removeprefix("column_"))
    send(page, content)
    expect(page.get_by_role("heading", level=1)).to_have_text("june.csv")


def _confirm_charges_that_differ(page: Any) -> None:
    page.get_by_role("link", name="Confirm or replace").last.click()
    expect(page.locator("main")).to_contain_text("£40")
    expect(page.locator("main")).to_contain_text("£42")
    page.get_by_label("Why is this right in all of these rows?").fill("A warden lives there")
    page.get_by_role("button", name="Confirm in 3 rows").click()
    expect(page.locator("main")).to_contain_text("Confirmed in 3 rows")
    expect(page.locator("main")).to_contain_text("because: A warden lives there")
