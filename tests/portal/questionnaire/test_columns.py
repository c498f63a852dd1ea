"""Upload fields, download columns and export elements stand at the questions, and are those of the specification."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any

import pytest

from lettings.kind import LETTINGS
from portal.questionnaire.columns import CellType, WrittenAs
from portal.questionnaire.document import Questionnaire
from portal.questionnaire.loader import load_questionnaire
from portal.questionnaire.reading import QuestionnaireError
from sales.kind import SALES
from tests.reference_cases import paths

KINDS = {"lettings": LETTINGS, "sales": SALES}

FIELDS = {("lettings", 2025): 129, ("lettings", 2026): 147, ("sales", 2025): 121, ("sales", 2026): 136}
COLUMNS = {
    ("lettings", 2025): (217, 169),
    ("lettings", 2026): (232, 185),
    ("sales", 2025): (149, 139),
    ("sales", 2026): (164, 154),
}
EVERY_YEAR = pytest.mark.parametrize(("log_type", "year"), FIELDS)

# The template calls these text for four of eight people; a cell that is no number is a mistake for all of them.
TEXT_BY_OVERSIGHT = {f"gender_same_as_sex{person}" for person in (1, 2, 3, 4)}


def questionnaire_of(log_type: str, year: int) -> Questionnaire:
    return KINDS[log_type].program(year).questionnaire


def rows_of(*parts: str) -> list[dict[str, str]]:
    with paths.facts(*parts).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@EVERY_YEAR
def test_every_field_of_the_template_has_its_answers(log_type: str, year: int) -> None:
    questionnaire = questionnaire_of(log_type, year)
    total = FIELDS[log_type, year]
    assert list(questionnaire.bulk_fields) == list(range(1, total + 1))


@EVERY_YEAR
def test_fields_carry_the_answers_of_the_specification(log_type: str, year: int) -> None:
    questionnaire = questionnaire_of(log_type, year)
    for row in rows_of("bulk_upload", f"{log_type}_{year}.csv"):
        number = int(row["field_number"])
        # Who made a log is never told by a file.
        wanted = {name.strip() for name in row["log_field(s)"].split(";")} - {"created_by_id"}
        assert {column.answer for column in questionnaire.bulk_fields[number]} == wanted, number
        if not wanted & TEXT_BY_OVERSIGHT:
            cell = {"string": CellType.TEXT}.get(row["type"]) or CellType(row["type"])
            assert questionnaire.bulk_cell_types[number] is cell, number


@EVERY_YEAR
def test_codes_of_the_file_lead_to_codes_of_the_log(log_type: str, year: int) -> None:
    questionnaire = questionnaire_of(log_type, year)
    mapped = [column for column in questionnaire.bulk_columns if column.codes]
    assert {column.answer for column in mapped} >= {"relat2", "ppcodenk"}
    for column in mapped:
        boxes = questionnaire.by_id.get(column.answer) is None
        codes = {0, 1} if boxes else set().union(*(found.codes for found in questionnaire.by_id[column.answer]))
        assert set(column.codes.values()) <= codes, column.answer


def test_a_person_of_a_repeat_block_has_fields_of_their_own() -> None:
    questionnaire = questionnaire_of("lettings", 2026)
    for person, number in ((2, 48), (3, 54), (8, 84)):
        assert f"age{person}" in {column.answer for column in questionnaire.bulk_fields[number]}
    (age3,) = (column for column in questionnaire.bulk_fields[54] if column.answer == "age3")
    assert age3.also_reads == (55, 56, 57, 58)


def test_fields_that_count_for_some_rows_only_say_which() -> None:
    questionnaire = questionnaire_of("sales", 2026)
    of_value = {column.fields: column.when for column in questionnaire.bulk_columns if column.answer == "value"}
    assert list(of_value) == [(99,), (120,), (128,)]
    answers = {"ownershipsch": 1, "staircase": 1}
    holds = [fields for fields, when in of_value.items() if when is not None and when.test(_Blank(answers), {})]
    assert holds == [(120,)]


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> None:
        return None


@EVERY_YEAR
@pytest.mark.parametrize("support", [True, False])
def test_download_columns_are_those_of_the_specification_in_order(log_type: str, year: int, support: bool) -> None:
    order = "support_order" if support else "non_support_order"
    header = order.replace("order", "header")
    rows = [row for row in rows_of("csv_downloads", f"{log_type}_logs_columns.csv") if row["year"] == str(year)]
    wanted = [
        row.get(header) or row["header"] for row in sorted(rows, key=lambda row: int(row[order] or 0)) if row[order]
    ]
    columns = questionnaire_of(log_type, year).csv_columns(support=support)
    assert [column.support if support else column.others for column in columns] == wanted
    assert len(columns) == COLUMNS[log_type, year][0 if support else 1]


def test_columns_say_what_they_show_in_place_of_the_value() -> None:
    columns = {column.support: column for column in questionnaire_of("sales", 2026).csv_columns(support=True)}
    assert (columns["STAIRLASTDAY"].source, columns["STAIRLASTDAY"].show) == ("lasttransaction", "day")
    assert (columns["LANAME"].source, columns["LANAME"].show) == ("la", "label")
    assert columns["CREATEDBY"].is_fact
    assert columns["CREATEDBY"].others == ""
    when = columns["SERVICECHARGES"].when
    assert when is not None
    assert [when.test(_Blank({"ownershipsch": scheme}), {}) for scheme in (1, 2)] == [True, False]


DOCUMENT: dict[str, Any] = {
    "log_type": "lettings",
    "year": 2026,
    "title": "Lettings",
    "date_field": "startdate",
    "columns": {"csv_support_order": ["day", "first"], "cds_order": ["day", "first"]},
    "sections": [{"id": "s", "title": "S", "subsections": [{"id": "t", "title": "T", "questions": []}]}],
}
START = {"id": "startdate", "kind": "date", "ask": "When?", "label": "Start", "csv": "day", "cds": "day", "bulk": 1}


def loaded(*questions: Mapping[str, Any]) -> Questionnaire:
    section: dict[str, Any] = DOCUMENT["sections"][0]
    subsection = {**section["subsections"][0], "questions": list(questions)}
    return load_questionnaire({**DOCUMENT, "sections": [{**section, "subsections": [subsection]}]})


def text(name: str, **keys: Any) -> dict[str, Any]:
    return {"id": name, "kind": "text", "ask": name, "label": name, **keys}


def test_a_column_that_the_order_does_not_name_follows_the_question_before() -> None:
    questionnaire = loaded(START, text("new", csv="new", cds="new"), text("first", csv="first", cds="first"))
    assert [column.support for column in questionnaire.csv_columns(support=True)] == ["day", "new", "first"]
    assert [element.name for element in questionnaire.cds_elements] == ["day", "new", "first"]
    assert questionnaire.cds_elements[0].written_as is WrittenAs.DATE


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("bulk", "nine", "“bulk” must be a field number or a mapping"),
        ("bulk", {"field": "nine"}, "the fields of “bulk” must be whole numbers"),
        ("bulk", {"code": 9}, "“code” is not a key of “bulk”"),
        ("bulk", {}, "neither a field nor what makes the answer"),
        ("bulk", 3, "no question has field 2 of the upload, although it has 3"),
        ("bulk", {"field": 1, "when": "petz == 1"}, "names “petz”, which nothing fills"),
        ("csv", {"show": "day"}, "“csv” must be a header"),
        ("csv", {"support": "X", "show": "week"}, "“csv” cannot show “week”"),
        ("cds", {"week": "X"}, "“cds” must be the name of an element"),
        ("cds", "day", "the element “day” stands twice"),
        ("csv", "day", "the column “day” stands twice"),
    ],
)
def test_a_mistake_is_told(key: str, value: Any, message: str) -> None:
    with pytest.raises(QuestionnaireError, match=message):
        loaded(START, text("new", **{key: value}))
