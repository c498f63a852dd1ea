"""A statistician's download in a browser: from the list to the file with codes."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from lettings.models import LettingsLog
from portal.downloads.models import DownloadRecord
from portal.logs.status import LogStatus
from tests.factories.orgs import OrganisationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]


def test_a_statistician_takes_a_year_with_codes(
    page: Any, sign_in: Callable[[Any, str], None], assert_accessible: Callable[[Any], None]
) -> None:
    owner = OrganisationFactory()
    log = LettingsLog.objects.create(
        owning_organisation=owner,
        managing_organisation=owner,
        collection_year=2026,
        date="2026-05-01",
        status=LogStatus.COMPLETED,
        needstype=1,
        answers={"startdate": "2026-05-01", "needstype": 1},
    )
    sign_in(page, "statistician")
    page.get_by_role("link", name="Lettings logs").first.click()
    page.get_by_role("link", name="Download with codes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Download lettings with codes")
    assert_accessible(page)
    page.get_by_role("button", name="Download").click()
    expect(page).to_have_title("Error: Download lettings with codes – CORE")
    expect(page.get_by_role("alert")).to_contain_text("Select the collection year")
    assert_accessible(page)
    page.get_by_label("2026 to 2027").check()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download").click()
    with Path(started.value.path()).open(encoding="utf-8-sig", newline="") as file:
        _, headers, row = csv.reader(file)
    cells = dict(zip(headers, row, strict=True))
    assert (cells["id"], cells["needstype"]) == (str(log.pk), "1")
    assert DownloadRecord.objects.get().user.is_statistician
