"""A statistician's day: find, look, use a form, download, query as the read-only role, compare exports, open an archive."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from django.db import connection, transaction

from portal.clock import Frozen
from portal.logs.record import record_answers
from portal.logs.views.grants import grant_statistician
from portal.logs.views.statements import create_views
from portal.statistics.count import count_all
from tests.export_cds.runs import export_lettings
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.record.worlds import recorded
from tests.portal.statistics.figures import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-20 10:00")]


@pytest.fixture
def log(settings: Any, tmp_path: Path, clock: Frozen) -> Any:
    """One letting that was exported, changed, and exported again; around it the sums of a dozen organisations."""
    settings.EXPORT_WORK_DIR = str(tmp_path / "work")
    store = {"BACKEND": "export_cds.storage.FolderStorage", "OPTIONS": {"location": str(tmp_path / "store")}}
    settings.STORAGES = {**settings.STORAGES, "exports": store}
    person = CoordinatorFactory(organisation=OrganisationFactory(signed=True, name="Rowan Homes"))
    made = recorded("lettings", person, tenancycode="FIRST")
    clock.move_by(minutes=5)
    export_lettings()
    clock.move_by(hours=24)
    record_answers(log=made, changes={"tenancycode": "SECOND"}, actor=person)
    clock.move_by(minutes=5)
    export_lettings()
    count_all()
    made.refresh_from_db()
    return made


def test_a_day(
    page: Any, sign_in: Callable[[Any, str], None], log: Any, assert_accessible: Callable[[Any], None], tmp_path: Path
) -> None:
    sign_in(page, "statistician")
    _find(page, log)
    _look(page, log, assert_accessible)
    _figures(page, assert_accessible)
    _download(page, log)
    _query(log)
    _compare(page, log, assert_accessible)
    _archive(page, log, assert_accessible)


def _find(page: Any, log: Any) -> None:
    page.get_by_role("link", name="Lettings logs").first.click()
    page.locator("#searchbar").fill(str(log.pk))
    page.locator("#searchbar").press("Enter")
    page.get_by_role("link", name=f"Log {log.pk}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Log {log.pk}")


def _look(page: Any, log: Any, assert_accessible: Callable[[Any], None]) -> None:
    """The list as it stood before the change, and from there the log."""
    page.get_by_role("link", name="Lettings logs").first.click()
    page.get_by_role("link", name="See as it stood on a day").click()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    for label, value in (("Day", "20"), ("Month", "11"), ("Year", "2026")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="1 log at the end of 20 November 2026")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name=f"Log {log.pk}").click()
    expect(page.get_by_text("FIRST").first).to_be_visible()


def _figures(page: Any, assert_accessible: Callable[[Any], None]) -> None:
    with transaction.atomic():
        organisations = fill(year=2025)
    page.get_by_role("link", name="Statistics").first.click()
    assert_accessible(page)
    page.get_by_role("link", name="Completion").click()
    page.get_by_text("Choose what to show").click()
    page.get_by_label("Collection year").select_option("2025")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".govuk-caption-l")).to_contain_text("Lettings, 2025 to 2026")
    expect(page.get_by_role("row", name="Completed")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 800})
    page.emulate_media(forced_colors="active")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "nothing is cut off at 320 px"
    page.emulate_media(forced_colors="none")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert organisations
    page.get_by_role("link", name="Statistics").first.click()
    page.get_by_role("link", name="Data dictionary").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Data dictionary")
    assert_accessible(page)


def _download(page: Any, log: Any) -> None:
    page.get_by_role("link", name="Lettings logs").first.click()
    page.get_by_role("link", name="Download with codes").click()
    page.get_by_label("2026 to 2027").check()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download").click()
    with Path(started.value.path()).open(encoding="utf-8-sig", newline="") as file:
        _, headers, row = csv.reader(file)
    cells = dict(zip(map(str.lower, headers), row, strict=True))
    assert (cells["id"], cells["tenancycode"]) == (str(log.pk), "SECOND")


def _query(log: Any) -> None:
    """As the role that may read views and nothing else."""
    create_views()
    grant_statistician("stella_day")
    with connection.cursor() as cursor:
        try:
            cursor.execute("SET ROLE stella_day")
            cursor.execute(
                "SELECT id, needstype_label FROM lettings_2026 WHERE owning_organisation_name = 'Rowan Homes'"
            )
            assert cursor.fetchall() == [(log.pk, "General needs")]
        finally:
            cursor.execute("RESET ROLE")


def _compare(page: Any, log: Any, assert_accessible: Callable[[Any], None]) -> None:
    page.get_by_role("link", name="Exports").first.click()
    page.get_by_role("link", name="What changed between two exports").click()
    page.get_by_label("From the export that began").select_option(index=1)
    page.get_by_label("To the export that began").select_option(index=0)
    page.get_by_role("radio", name="Lettings").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="1 log changed between")).to_be_visible()
    expect(page.locator("del")).to_contain_text(["FIRST"])
    expect(page.locator("ins")).to_contain_text(["SECOND"])
    assert_accessible(page)


def _archive(page: Any, log: Any, assert_accessible: Callable[[Any], None]) -> None:
    page.get_by_role("link", name="Exports").first.click()
    page.get_by_role("row", name="Finished").first.get_by_role("link").first.click()
    page.get_by_role("link", name="Look inside").click()
    page.get_by_label("Show the record with the number").fill(str(log.pk))
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("SECOND")).to_be_visible()
    assert_accessible(page)
