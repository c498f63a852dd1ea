"""The main job: a provider completes a general needs letting, and the export finds it in the archive."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from django.core.management import call_command

from lettings.models import LettingsLog
from orgs.codes import ProfitStatus, ProviderType
from portal.logs.status import LogStatus
from tests.browser.archives import export_lettings_2026
from tests.browser.filling import fill_subsection
from tests.reference_cases.paths import facts
from tests.shared import shared_path

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-11-23 10:00")]

SUBSECTIONS = (
    "setup",
    "property-information",
    "tenancy-information",
    "household-characteristics",
    "household-needs",
    "household-situation",
    "income-and-benefits",
)
COPIED = """needstype rent_type tenancycode propcode rsnvac unitletas unittype_gn wchair beds joint startertenancy tenancy
    sexrab1 gender_same_as_sex1 ethnic ecstat1 armedforces leftreg reservist preg_occ illness layear waityear reason
    prevten homeless reasonpref referral_register hb benefits period brent scharge pscharge supcharg
    hbrentshortfall""".split()
ETHNIC_GROUP = {"1": 0, "2": 0, "3": 0, "18": 0, "20": 0}


def row_of_the_sample() -> dict[str, str]:
    """The data row of the filled template, by the name of the answer that each column fills."""
    with shared_path("samples", "bulk_upload", "2026_27_lettings_bulk_upload.csv").open(encoding="utf-8-sig") as file:
        data = list(csv.reader(file))[-1][1:]
    with facts("bulk_upload", "lettings_2026.csv").open(encoding="utf-8") as file:
        columns = list(csv.DictReader(file))
    row: dict[str, str] = {}
    for column, value in zip(columns, data, strict=False):
        row[column["field_number"]] = value
        row.setdefault(column["log_field(s)"].split(";")[0], value)
    return row


def day(row: dict[str, str], first: int) -> date:
    number, month, year = (int(row[str(first + part)]) for part in range(3))
    return date(2000 + year, month, number)


def answers_from(row: dict[str, str]) -> dict[str, Any]:
    """What a person reading the row would answer on the pages."""
    answers: dict[str, Any] = {name: row[name] for name in COPIED if row[name]}
    answers.update(
        renewal={"1": "1", "2": "0"}[row["7"]],
        startdate=day(row, 8),
        declaration=["declaration"],
        first_time_property_let_as_social_housing="0",
        address_line1=row["19"],
        address_line2=row["20"],
        town_or_city=row["21"],
        county=row["22"],
        postcode_full=f"{row['23']} {row['24']}",
        la=row["25"],
        voiddate=day(row, 29),
        majorrepairs="0",
        hhmemb="1",
        age1_known="0",
        age1=row["41"],
        ethnic_group=ETHNIC_GROUP[row["45"]],
        nationality_all_group="826",
        housingneeds="1",
        housingneeds_type="0",
        housingneeds_other="0",
        condition_effects=[f"illness_type_{n}" for n in range(1, 11) if row.get(f"illness_type_{n}") == "1"],
        ppcodenk={"1": "0", "2": "1"}[row["117"]],
        previous_la_known="0",
        reasonable_preference_reason=["rp_homeless"],
        letting_allocation=["cbl", "cap", "chr", "accessible_register"],
        net_income_known={"1": "0", "2": "1", "3": "2"}[row["135"]],
    )
    return answers


def test_a_letting_from_its_first_answer_to_the_archive(
    live_server: Any,
    page: Any,
    people: dict[str, Any],
    sign_in: Callable[[Any, str], None],
    assert_accessible: Callable[[Any], None],
    screenshot: Callable[[Any], Path],
    tmp_path: Path,
) -> None:
    organisation = people["provider"].organisation
    organisation.provider_type, organisation.profit_status = ProviderType.LA, ProfitStatus.LOCAL_AUTHORITY
    organisation.save()
    call_command("load_reference", str(shared_path("reference")))
    answers = answers_from(row_of_the_sample())
    sign_in(page, "provider")
    fill_subsection(page, f"{live_server.url}/lettings/lettingslog/add/", answers)
    log = LettingsLog.objects.get()
    for subsection in SUBSECTIONS[1:]:
        fill_subsection(page, f"{live_server.url}/lettings/lettingslog/{log.pk}/{subsection}/", answers)
        assert_accessible(page)
    page.goto(f"{live_server.url}/lettings/lettingslog/{log.pk}/change/")
    expect(page.locator("main")).to_contain_text("Completed")
    log.refresh_from_db()
    assert log.status == LogStatus.COMPLETED
    assert page.complaints == []
    _find_it_in_the_archive(log, tmp_path)


def _find_it_in_the_archive(log: LettingsLog, folder: Path) -> None:
    form, count = export_lettings_2026(folder)
    assert form.findtext("formid") == str(log.pk + 300_000_000_000)
    assert form.findtext("status") == "2"
    assert form.findtext("tenancycode") == "1"
    assert form.findtext("brent") == "100.0"
    assert count == "1"
