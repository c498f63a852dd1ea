"""Support offers landlords a file of its own in a browser: added, fetched, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from django.urls import reverse

from portal.years.models import AdditionalFile

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]
RESOURCES = reverse("admin:years_questionnaireversion_resources")
PDF = b"%PDF-1.7 guidance on rents"


def test_a_file_is_added_fetched_and_withdrawn(
    live_server: Any,
    page: Any,
    sign_in: Callable[[Any, str], None],
    assert_accessible: Callable[[Any], None],
    tmp_path: Path,
) -> None:
    (tmp_path / "rents.pdf").write_bytes(PDF)
    (tmp_path / "rents.txt").write_bytes(b"\x00\x01")
    sign_in(page, "support")
    page.goto(live_server.url + reverse("admin:years_additionalfile_add"))
    page.get_by_label("Name").fill("Guidance on rents")
    page.get_by_label("Lettings").check()
    page.get_by_label("2026 to 2027").check()
    page.get_by_label("File", exact=True).set_input_files(tmp_path / "rents.txt")
    submit = page.locator("main button[type=submit]")
    submit.click()
    expect(page.get_by_role("alert")).to_contain_text("The file must be")
    expect(page.get_by_label("Name")).to_have_value("Guidance on rents")
    assert_accessible(page)
    page.get_by_label("File", exact=True).set_input_files(tmp_path / "rents.pdf")
    submit.click()
    expect(page.get_by_text("is added")).to_be_visible()
    assert_accessible(page)
    with page.expect_download() as started:
        page.get_by_role("link", name="Guidance on rents").first.click()
    assert Path(started.value.path()).read_bytes() == PDF
    page.goto(live_server.url + reverse("admin:years_additionalfile_withdraw", args=[AdditionalFile.objects.get().pk]))
    assert_accessible(page)
    page.locator("main input[name=reason], main textarea[name=reason]").fill("Out of date")
    submit.click()
    expect(page).to_have_url(live_server.url + RESOURCES)
    expect(page.get_by_role("link", name="Guidance on rents")).to_have_count(0)
    assert page.complaints == []
