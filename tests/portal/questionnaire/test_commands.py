"""Commands that describe questionnaires and rules, and judge answers."""

from __future__ import annotations

import ast
import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from django.core.management import CommandError, call_command

from portal.logs.kinds import kind_named
from portal.management.commands.list_rules import rules_page
from portal.questionnaire.schema import TABLES, json_schema, with_tables
from tests.portal.questionnaire.worlds import YEARS
from tests.reference_cases.paths import RANGES, cases

ROOT = Path(__file__).resolve().parents[3]
for_all = pytest.mark.parametrize(("log_type", "year"), YEARS)
CONTEXT = {
    "owning_organisation_provider_type": "PRP",
    "owning_organisation_id": 1,
    "managing_organisation_id": 1,
    "assigned_to_id": 1,
}


def run(*args: Any) -> str:
    out = io.StringIO()
    call_command(*map(str, args), stdout=out)
    return out.getvalue()


def check(tmp_path: Path, content: Any, log_type: str = "lettings", year: int = 2026) -> Any:
    path = tmp_path / "case.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return json.loads(run("check_answers", log_type, year, path, "--reference", RANGES))


def test_a_case_is_judged(tmp_path: Path) -> None:
    answers = {"needstype": 1, "renewal": 0, "startdate": "2026-05-01", "rent_type": 0}
    found = check(tmp_path, {"context": CONTEXT, "answers": answers})
    assert set(found) == {"asked", "missing", "errors", "warnings", "derived", "cleared", "subsections", "status"}
    assert found["status"] == "in_progress"
    assert "declaration" in found["missing"]
    assert found["derived"]["lettype"] == 1
    assert found["subsections"]["setup"] == "in_progress"
    assert found["errors"] == {}


def test_what_does_not_exist_is_told(tmp_path: Path) -> None:
    answers = {"needstype": 7, "shoe_size": 41, "beds": "x", "startdate": "2026-02-31", "referral": 1}
    found = check(tmp_path, {"answers": answers})
    assert found["errors"]["needstype"] == ["unknown_code"]
    assert found["errors"]["shoe_size"] == ["unknown_question"]
    assert found["errors"]["beds"] == ["not_a_number"]
    assert found["errors"]["startdate"] == ["unreal_date"]
    assert "referral" not in found["errors"]


def test_previous_answers_say_what_changed(tmp_path: Path) -> None:
    complete = json.loads(cases("sales_rule_vectors.json").read_text())["fixtures"]["2026"]
    before = {**complete["initial"], "owning_organisation_id": "A", "managing_organisation_id": "A"}
    before["assigned_to_id"] = "uA"
    unchanged = check(tmp_path, {"answers": before, "previous": before}, "sales")
    assert (unchanged["status"], unchanged["cleared"]) == ("completed", {})
    changed = check(tmp_path, {"answers": {**before, "ownershipsch": 2, "type": 8}, "previous": before}, "sales")
    assert "resale" in changed["cleared"]


def test_a_list_gives_a_list(tmp_path: Path) -> None:
    found = check(tmp_path, [{"answers": {}}, {"answers": {"needstype": 1}, "context": {"today": "2026-09-01"}}])
    assert [one["status"] for one in found] == ["not_started", "in_progress"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "not readable JSON"),
        ("3", "one case or a list"),
        ({}, '"answers"'),
        ({"answers": []}, '"answers"'),
        ([{"answers": {}}, {"answers": 3}], "case 2"),
        ({"answers": {}, "context": {"owner": 1}}, "no key owner"),
        ({"answers": {}, "context": {"today": "soon"}}, '"today"'),
        ({"answers": {}, "context": {"scheme_id": []}}, '"scheme_id"'),
        ({"answers": {}, "context": {"scheme_active_location_count": 10**9}}, "0 to 1000"),
        ({"answers": {}, "previous": []}, '"previous"'),
    ],
)
def test_a_case_that_cannot_be_judged_says_why(tmp_path: Path, content: Any, message: str) -> None:
    if content == {"answers": {}, "previous": []}:
        content = {"answers": {}, "previous": [1]}
    with pytest.raises(CommandError, match=message):
        check(tmp_path, content)


def test_kinds_and_years_that_do_not_exist_are_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="swaps"):
        run("check_answers", "swaps", 2026, "-")
    with pytest.raises(CommandError, match="2025 or 2026"):
        run("check_answers", "sales", 1999, "-")
    with pytest.raises(CommandError, match="cannot be read"):
        run("check_answers", "sales", 2026, tmp_path / "none", "--reference", tmp_path)


@for_all
def test_every_question_is_described(log_type: str, year: int) -> None:
    found = json.loads(run("describe_questionnaire", log_type, year, "--json"))
    questionnaire = kind_named(log_type).program(year).questionnaire
    assert [one["id"] for one in found] == [question.id for question in questionnaire.questions]
    assert all(one["asked_when"] for one in found)
    text = run("describe_questionnaire", log_type, year)
    assert all(question.ask in text for question in questionnaire.questions)


def test_conditions_are_told_with_the_labels_of_the_year() -> None:
    found = {one["id"]: one for one in json.loads(run("describe_questionnaire", "lettings", 2026, "--json"))}
    assert found["scheme_id"]["asked_when"] == "Needs type is “Supported housing”"
    assert found["irproduct_other"]["asked_when"] == "Rent type is “Other intermediate rent product”"
    assert "relet_to_temporary_occupant_after_other_tenure" in found["rsnvac"]["rules"]


@for_all
def test_questionnaires_follow_the_published_schema(log_type: str, year: int) -> None:
    path = ROOT / log_type / "questionnaires" / f"{year}.yaml"
    document = json.loads(json.dumps(yaml.load(path.read_text(), Loader=yaml.CSafeLoader)))
    errors = [error.message for error in Draft202012Validator(json_schema()).iter_errors(document)]
    assert errors == []


def test_the_schema_refuses_what_the_loader_refuses() -> None:
    printed = json.loads(run("questionnaire_schema"))
    assert printed == json_schema()
    Draft202012Validator.check_schema(printed)
    path = ROOT / "lettings" / "questionnaires" / "2026.yaml"
    document = json.loads(json.dumps(yaml.load(path.read_text(), Loader=yaml.CSafeLoader)))
    document["colour"] = "red"
    document["sections"][0]["subsections"][0]["questions"][0]["kind"] = "slider"
    assert len(list(Draft202012Validator(printed).iter_errors(document))) == 2


def test_the_page_of_rules_is_up_to_date() -> None:
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == rules_page(), "run: script/manage list_rules --write docs/rules.md"


@pytest.mark.parametrize("log_type", ["lettings", "sales"])
def test_every_rule_is_listed(log_type: str) -> None:
    page = rules_page()
    for rule in kind_named(log_type).rules.rules:
        assert f"| {rule.id} |" in page
        assert rule.words in page.replace("\\|", "|")


def test_the_functions_of_a_year_can_be_printed() -> None:
    code = run("describe_questionnaire", "lettings", 2026, "--code")
    tree = ast.parse(code)
    names = [part.name for part in tree.body if isinstance(part, ast.FunctionDef)]
    assert {"route_lettings_2026", "unasked_lettings_2026", "hard_rules_lettings_2026"} <= set(names)
    assert len(names) == len(set(names)) == len(tree.body)
    assert "answer_needstype" in code


def test_the_tables_of_keys_are_those_of_the_schema() -> None:
    """When it fails: `script/manage questionnaire_schema --tables docs/add-a-question.md`."""
    page = (ROOT / "docs" / "add-a-question.md").read_text(encoding="utf-8")
    assert page == with_tables(page)
    assert all(f"<!-- keys of a {what} -->" in page for what in TABLES if what != "csv")


def test_every_key_of_the_schema_is_described() -> None:
    def keys(found: Any, path: str = "") -> Any:
        for name, key in found.get("properties", {}).items():
            yield f"{path}/{name}", key
            yield from keys(key, f"{path}/{name}")
        for name, part in found.get("$defs", {}).items():
            yield from keys(part, f"{path}/{name}")
        if isinstance(more := found.get("additionalProperties"), dict):
            yield from keys(more, f"{path}/*")

    assert [path for path, key in keys(json_schema()) if not key.get("description")] == []
