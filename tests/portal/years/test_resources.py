"""Files made from a questionnaire: complete, reproducible, and changed by every change of the document."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from portal.logs.kinds import kind_named
from portal.logs.uploads.rows.conversions import CONVERSIONS
from portal.questionnaire.loader import load_questionnaire
from portal.questionnaire.program import Program
from portal.years.resources import dictionary as resources_dictionary
from portal.years.resources.cells import CELLS
from portal.years.resources.fields import fields_of
from portal.years.resources.made import BY_KEY, resources
from portal.years.resources.template import HEADERS, header_rows
from tests.portal.years.documents import RELEASED, released

MADE = [one for one in resources() if one.key != "bulk_upload_sample"]


def program(log_type: str, year: int) -> Program:
    return kind_named(log_type).program(year)


def made(log_type: str, year: int, of: Program | None = None) -> dict[str, bytes]:
    """All but the sample, which is found by trial: that it keeps up with the questionnaire is tested with the uploads."""
    kind = kind_named(log_type)
    return {one.key: one.make(of or program(log_type, year), kind.duplicates_compared) for one in MADE}


@pytest.mark.parametrize(("log_type", "year"), RELEASED)
def test_every_field_of_the_upload_is_in_the_template_once(log_type: str, year: int) -> None:
    questionnaire = program(log_type, year).questionnaire
    rows = header_rows(questionnaire, kind_named(log_type).duplicates_compared)
    assert [row[0] for row in rows] == list(HEADERS)
    assert rows[-1][1:] == [str(number) for number in questionnaire.bulk_fields]
    assert {len(row) for row in rows} == {len(questionnaire.bulk_fields) + 1}
    assert all(rows[1][1:])
    assert all(rows[3][1:])


@pytest.mark.parametrize(("log_type", "year"), RELEASED)
def test_the_workbook_and_the_csv_file_say_the_same(log_type: str, year: int) -> None:
    files = made(log_type, year)
    book = CalamineWorkbook.from_filelike(io.BytesIO(files["bulk_upload_template"]))
    assert book.sheet_names == ["Data", "Lists"]
    in_book = [[str(cell) for cell in row] for row in book.get_sheet_by_name("Data").to_python()]
    in_csv = list(csv.reader(io.StringIO(files["bulk_upload_template_csv"].decode("utf-8-sig"))))
    assert in_book == in_csv


def test_every_conversion_that_people_fill_in_says_how() -> None:
    """A field none of whose answers is explained would tell people nothing."""
    assert CELLS.keys() - CONVERSIONS.keys() <= {"charge"} | {"has_charge"}
    for log_type, year in RELEASED:
        for number, columns in program(log_type, year).questionnaire.bulk_fields.items():
            assert any(not column.convert or column.convert in CELLS for column in columns), (log_type, year, number)


def test_a_column_with_codes_has_one_list_however_many_rows() -> None:
    book = zipfile.ZipFile(io.BytesIO(made("lettings", 2026)["bulk_upload_template"]))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    with_codes = [field for field in fields_of(program("lettings", 2026).questionnaire) if field.codes]
    assert sheet.count("<dataValidation ") == len(with_codes)
    assert sheet.count('errorStyle="warning"') == len(with_codes)


def test_what_a_field_says() -> None:
    fields = {field.number: field for field in fields_of(program("lettings", 2026).questionnaire)}
    assert fields[1].may_be_empty == "No"
    assert fields[4].codes == ((1, "General needs"), (2, "Supported housing"))
    assert fields[7].codes == ((1, "Yes"), (2, "No"))
    assert [fields[number].words for number in (8, 9, 10)] == [
        "Day, 1 to 31",
        "Month, 1 to 12",
        "Year, the last two digits",
    ]
    assert fields[41].words == "A whole number, or R if it is not known"
    assert fields[132].may_be_empty.startswith("Yes, unless stock owner is “a private registered provider”")


@pytest.mark.parametrize("log_type", ["lettings", "sales"])
def test_the_same_version_gives_the_same_bytes(log_type: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = made(log_type, 2026)
    text = released(log_type, 2026).document()
    kind = kind_named(log_type)
    again = Program(load_questionnaire(text), kind.rules, kind.derivations, program(log_type, 2026).other_years)
    assert made(log_type, 2026, again) == first


CHANGES: list[tuple[str, Any, set[str]]] = [
    ("ask", "Is it a castle?", {one.key for one in MADE}),
    ("hint", "Count the towers.", {"paper_form", "bulk_upload_template", "bulk_upload_specification"}),
    ("when", "needstype == 1 and renewal == 1", {one.key for one in MADE}),
    ("min", 3, {"bulk_upload_template", "bulk_upload_specification", "data_dictionary"}),
    ("label", "Towers", {"data_dictionary"}),
    ("cds", "TOWERS", {"data_dictionary"}),
    ("csv", "towers", {"data_dictionary"}),
]


@pytest.mark.parametrize(("attr", "value", "changed"), CHANGES)
def test_a_change_of_the_document_changes_what_is_made_of_it(attr: str, value: Any, changed: set[str]) -> None:
    before = made("lettings", 2026)
    tree = released("lettings", 2026).copy()
    tree["question:beds"].attrs[attr] = value
    document = tree.document()
    for order in ("csv_support_order", "csv_others_order", "cds_order"):
        document["columns"].pop(order, None)
    kind = kind_named("lettings")
    after = made("lettings", 2026, Program(load_questionnaire(document), kind.rules, kind.derivations))
    assert changed <= {key for key in before if before[key] != after[key]}


def test_an_option_more_is_in_all_files() -> None:
    before = made("lettings", 2026)
    tree = released("lettings", 2026).copy()
    options = tree["question:reason"].attrs["options"]
    tree["question:reason"].attrs["options"] = {**options, 99: "A dragon came"}
    kind = kind_named("lettings")
    after = made("lettings", 2026, Program(load_questionnaire(tree.document()), kind.rules, kind.derivations))
    assert {key for key in before if before[key] != after[key]} == before.keys()
    assert "A dragon came" in after["paper_form"].decode()


def test_the_paper_form_has_every_question_that_people_answer() -> None:
    page = made("lettings", 2026)["paper_form"].decode()
    for question in program("lettings", 2026).questionnaire.questions:
        if question.derived is not True:
            assert str(question.number or "") in page
    assert "Only if Needs type is “Supported housing”" in page


def test_files_are_called_as_landlords_know_them() -> None:
    assert BY_KEY["bulk_upload_template"].name_for("lettings", 2026) == "bulk-upload-lettings-template-2026-27.xlsx"
    assert BY_KEY["bulk_upload_specification"].name_for("sales", 2025) == "bulk-upload-sales-specification-2025-26.xlsx"
    assert BY_KEY["paper_form"].name_for("sales", 2099) == "2099_00_sales_paper_form.html"


def dictionary(log_type: str, year: int) -> dict[str, dict[str, str]]:
    lines = csv.DictReader(io.StringIO(made(log_type, year)["data_dictionary_csv"].decode("utf-8-sig")))
    return {line["Answer"]: line for line in lines}


def test_the_dictionary_says_since_when_and_what_changed() -> None:
    this_year = dictionary("lettings", 2026)
    assert (this_year["sexrab1"]["Collected since"], this_year["sexrab1"]["Changed since the year before"]) == (
        "2026",
        "New.",
    )
    assert this_year["beds"]["Collected since"] == "2025"
    assert this_year["beds"]["Rules about it"]
    assert dictionary("lettings", 2025)["beds"]["Changed since the year before"] == ""


def test_the_dictionary_runs_nothing_in_a_spreadsheet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words are those of whoever drafts a questionnaire."""
    monkeypatch.setattr(resources_dictionary, "dictionary_rows", lambda program: [["beds", "=HYPERLINK(1)", "-1"]])
    text = resources_dictionary.dictionary_csv(program("lettings", 2026)).decode("utf-8-sig")
    assert text.splitlines()[1] == "beds,'=HYPERLINK(1),-1"


def test_the_dictionary_says_how_a_value_is_worked_out() -> None:
    worked_out = {name: line["Worked out"] for name, line in dictionary("lettings", 2026).items()}
    steps = program("lettings", 2026).steps
    for name in steps.derived_fields & worked_out.keys():
        assert worked_out[name], name


@pytest.mark.parametrize(("log_type", "year"), RELEASED)
def test_the_data_package_describes_the_file_with_codes(log_type: str, year: int) -> None:
    described = json.loads(made(log_type, year)["data_package"])
    (resource,) = described["resources"]
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    columns = program(log_type, year).questionnaire.csv_columns(support=True)
    assert list(fields) == [column.support for column in columns]
    assert resource["schema"]["primaryKey"][0] in fields
    unknown = {missing["label"].lower() for field in fields.values() for missing in field.get("missingValues", ())}
    assert any("not to say" in label for label in unknown)
    assert any("don’t know" in label or "don't know" in label for label in unknown)
    for field in fields.values():
        assert field["type"] in {"any", "integer", "number", "string", "date", "boolean"}
        values = [category["value"] for category in field.get("categories", ())]
        assert len(values) == len(set(values))
