"""The department's own sample documents come out of our transformations."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from export_cds.fields import lettings as lettings_fields
from export_cds.fields import organisations, sales, users
from export_cds.fields.element import Element, Kind
from export_cds.records.facts import LocationFacts, LogFacts, OrganisationFacts, SchemeFacts, UserFacts
from export_cds.records.lettings import lettings_record, lettings_renderer, lettings_values
from export_cds.records.sales import sales_record, sales_renderer, sales_values
from export_cds.records.xml import DOCUMENT_END, DOCUMENT_START, manifest
from tests.export_cds.documents import (
    LETTINGS_SAMPLE,
    SALES_SAMPLE,
    lettings_answers,
    sales_answers,
    same_lines,
    sample_text,
)
from tests.reference_cases import paths

OWNER = OrganisationFacts(5, "Owner & Sons", 1, "1234")
MANAGER = OrganisationFacts(6, "Manager", 2, "1234", old_visible_id="77")
PERSON = UserFacts(9, "test1@example.com")


def facts(year: int, **others: Any) -> LogFacts:
    moment = f"{year}-04-03T00:00:00+01:00"
    return LogFacts(
        **{
            "id": 1,
            "year": year,
            "status": 2,
            "created_at": moment,
            "updated_at": moment,
            "creation_method": 2,
            "bulk_upload_id": 1,
            "owner": OWNER,
            "manager": MANAGER,
            "assigned_to": PERSON,
            "created_by": PERSON,
            **others,
        }
    )


def test_general_needs_letting() -> None:
    record = lettings_renderer(2026).xml(*lettings_values(lettings_answers(), facts(2026)))
    same_lines(
        f"{DOCUMENT_START}{record}{DOCUMENT_END}",
        sample_text(LETTINGS_SAMPLE),
        id=300000000001,
        owning_org_id=300000000005,
        owning_org_name="Owner &amp; Sons",
        managing_org_id=77,
        managing_org_name="Manager",
        log_id=1,
    )


def test_sale() -> None:
    moment = "2025-04-01T00:00:00+01:00"
    around = facts(
        2025,
        status=1,
        creation_method=1,
        bulk_upload_id=None,
        created_at=moment,
        updated_at=moment,
        area_names={"E09000033": "Westminster"},
    )
    record = sales_renderer(2025).xml(*sales_values(sales_answers(), around))
    same_lines(
        f"{DOCUMENT_START}{record}{DOCUMENT_END}",
        sample_text(SALES_SAMPLE),
        id=1,
        created_by_email=PERSON.email,
        created_by_id=9,
        assigned_to_email=PERSON.email,
        assigned_to_id=9,
        owning_org_id=5,
        owning_org_name="Owner &amp; Sons",
        managing_org_id=6,
        managing_org_name="Manager",
    )


def test_manifest() -> None:
    assert manifest(2) == sample_text("manifest.xml").replace("{recno}", "2").rstrip("\n") + "\n"


SCHEME = SchemeFacts(3, "active", 1, "O", None, "S", "D", 5, 6, 2, 40)
LOCATION = LocationFacts(4, "active", "M1 1AE", "E08000003", 7, "W", "L-1", 5)


@pytest.mark.parametrize(
    ("year", "needstype", "rent_type", "count"),
    [
        (2025, 1, 0, 171),
        (2026, 1, 0, 188),
        (2025, 2, 0, 187),
        (2026, 2, 0, 204),
        (2026, 1, None, 187),
        (2026, 2, None, 203),
    ],
)
def test_number_of_elements(year: int, needstype: int, rent_type: int | None, count: int) -> None:
    housing = {"scheme": SCHEME, "location": LOCATION} if needstype == 2 else {}
    answers = {"needstype": needstype, "startdate": f"{year}-05-01", "rent_type": rent_type}
    record = lettings_record(answers, facts(year, **housing))
    assert len(record) == count
    assert record[-1] == ("providertype", "1")


def test_a_year_nobody_has_described_gets_the_elements_of_all_years() -> None:
    names = {name for name, _ in lettings_record({"needstype": 1}, facts(2027))}
    assert "wchchrg" in names
    assert not names & {"sex1", "sexrab1", "referral", "referral_org", "rent_value_check", "bulk_upload_id"}


@pytest.mark.parametrize(("year", "count"), [(2024, 149), (2025, 149), (2026, 164)])
def test_a_sale_has_every_element_whatever_is_missing(year: int, count: int) -> None:
    bare = LogFacts(1, year, 0, f"{year}-05-01T00:00:00+01:00", f"{year}-05-01T00:00:00+01:00")
    record = sales_record({"saledate": f"{year}-05-01"}, bare)
    assert len(record) == count
    assert dict(record)["OWNINGORGID"] == ""


YEARS = {
    "2023-2026 (all)": None,
    "2024-2026 (all; daily run exports 2025+ only)": None,
    "not year-specific": None,
    "2023-2025": {2023, 2024, 2025},
    "2023-2024": {2023, 2024},
    "2024-2025": {2024, 2025},
    "2024-2026": {2024, 2025, 2026},
    "2023": {2023},
    "2024": {2024},
    "2026": {2026},
}


@pytest.mark.parametrize(
    ("name", "elements"),
    [
        ("lettings", lettings_fields.ELEMENTS),
        ("sales", sales.ELEMENTS),
        ("organisations", organisations.ELEMENTS),
        ("users", users.ELEMENTS),
    ],
)
def test_elements_are_those_of_the_specification(name: str, elements: tuple[Element, ...]) -> None:
    with paths.facts("cds_export", f"{name}_fields.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [element.name for element in elements] == [row["xml_element"] for row in rows]
    for element, row in zip(elements, rows, strict=True):
        assert (set(element.years) if element.years else None) == YEARS[row["years"]], element
        assert (element.kind is Kind.DECIMAL) == ("decimal text" in row["transformation"]), element


def test_a_question_that_names_its_element_brings_it_along() -> None:
    record = lettings_record({"needstype": 1, "garden": 2}, facts(2026), [("garden_code", "garden"), ("beds", "x")])
    assert dict(record)["garden_code"] == "2"
    assert len([name for name, _ in record if name == "beds"]) == 1
    assert record[-1][0] == "providertype"
    sale = sales_record({"garden": 2}, facts(2026), [("garden_code", "garden")])
    assert sale[-1] == ("GARDEN_CODE", "2")
