"""The department's own sample documents come out of our transformations."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from export_cds.fields import organisations, users
from export_cds.fields.element import Element, Form
from export_cds.records.facts import LocationFacts, LogFacts, OrganisationFacts, SchemeFacts, UserFacts
from export_cds.records.log_renderer import LogRenderer
from export_cds.records.xml import DOCUMENT_END, DOCUMENT_START, manifest
from export_cds.sources.logs import renderer_for
from portal.logs.kinds import kind_named
from portal.questionnaire.loader import load_questionnaire
from tests.export_cds.documents import (
    LETTINGS_SAMPLE,
    SALES_SAMPLE,
    elements_of,
    lettings_answers,
    lettings_record,
    sales_answers,
    sales_record,
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
    record = renderer_for("lettings", 2026).log_xml(lettings_answers(), facts(2026))
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
    record = renderer_for("sales", 2025).log_xml(sales_answers(), around)
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


@pytest.mark.parametrize("collection", ["lettings", "sales"])
def test_a_year_without_a_questionnaire_has_the_elements_of_the_last_one(collection: str) -> None:
    last = kind_named(collection).years[-1]
    assert elements_of(collection, last + 1) == elements_of(collection, last)


@pytest.mark.parametrize(("year", "count"), [(2024, 149), (2025, 149), (2026, 164)])
def test_a_sale_has_every_element_whatever_is_missing(year: int, count: int) -> None:
    bare = LogFacts(1, year, 0, f"{year}-05-01T00:00:00+01:00", f"{year}-05-01T00:00:00+01:00")
    record = sales_record({"saledate": f"{year}-05-01"}, bare)
    assert len(record) == count
    assert dict(record)["OWNINGORGID"] == ""


YEARS = {
    "2023-2026 (all)": {2025, 2026},
    "2024-2026 (all; daily run exports 2025+ only)": {2025, 2026},
    "2023-2025": {2025},
    "2024-2025": {2025},
    "2024-2026": {2025, 2026},
    "2023-2024": set(),
    "2023": set(),
    "2024": set(),
    "2026": {2026},
}


@pytest.mark.parametrize(
    ("collection", "year"), [("lettings", 2025), ("lettings", 2026), ("sales", 2025), ("sales", 2026)]
)
def test_elements_of_logs_are_those_of_the_specification(collection: str, year: int) -> None:
    rows = [row for row in rows_of(collection) if year in YEARS[row["years"]]]
    same_elements(elements_of(collection, year), rows)


@pytest.mark.parametrize(("name", "elements"), [("organisations", organisations.ELEMENTS), ("users", users.ELEMENTS)])
def test_elements_are_those_of_the_specification(name: str, elements: tuple[Element, ...]) -> None:
    same_elements(elements, rows_of(name))


def rows_of(name: str) -> list[dict[str, str]]:
    with paths.facts("cds_export", f"{name}_fields.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def same_elements(elements: tuple[Element, ...], rows: list[dict[str, str]]) -> None:
    assert [element.name for element in elements] == [row["xml_element"] for row in rows]
    for element, row in zip(elements, rows, strict=True):
        assert (element.form is Form.DECIMAL) == ("decimal text" in row["transformation"]), element


def test_a_question_that_names_its_element_brings_it_along() -> None:
    question = {"kind": "text", "ask": "What?", "label": "What"}
    questions = [
        {"id": "startdate", "kind": "date", "ask": "When?", "label": "When", "cds": "startdate"},
        {"id": "garden", "cds": "garden_code", **question},
        {"id": "beds", "cds": "beds", **question},
    ]
    document = {
        "log_type": "lettings",
        "year": 2026,
        "title": "Lettings",
        "date_field": "startdate",
        "columns": {"cds_order": ["status", "startdate", "beds", "providertype"]},
        "sections": [{"id": "a", "title": "A", "subsections": [{"id": "b", "title": "B", "questions": questions}]}],
    }
    renderer = LogRenderer(load_questionnaire(document))
    record = renderer.log_record({"needstype": 1, "garden": 2, "beds": 3}, facts(2026))
    shown = [pair for pair in record if pair[0] in ("startdate", "garden_code", "beds", "providertype")]
    assert shown == [("startdate", ""), ("garden_code", "2"), ("beds", "3"), ("providertype", "1")]
