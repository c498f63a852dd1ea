"""The reference cases of lettings agree, or differ in what is declared to differ on purpose, and in nothing else."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.reference_cases.paths import RANGES, cases
from tests.reference_cases.run import CasesError, Outcome, run_file


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize(
    ("name", "at_least"), [("lettings_rule_vectors.json", 400), ("golden_cases.json", 20)], ids=["rules", "states"]
)
def test_lettings_cases(name: str, at_least: int, year: int) -> None:
    path = cases(name)
    outcomes: list[Outcome] = list(run_file(path, "lettings", year, RANGES))
    unwanted = [
        difference.line() for outcome in outcomes for difference in outcome.differences if not difference.reason
    ]
    assert unwanted == []
    assert len(outcomes) >= at_least


def test_a_mistake_does_not_hide_among_differences_on_purpose(tmp_path: Path) -> None:
    """What is wrong in a case that differs on purpose otherwise is told all the same."""
    reference, path = RANGES, cases("lettings_rule_vectors.json")
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cases"] = [case for case in content["cases"] if case["year"] == 2026][::5]
    changed = tmp_path / "cases.json"
    changed.write_text(json.dumps(content), encoding="utf-8")
    wanted = {outcome.case for outcome in run_file(changed, None, None, reference) if outcome.on_purpose}
    content["cases"] = [case for case in content["cases"] if case["name"] in wanted]
    for case in content["cases"]:
        case["error_fields"].append("propcode")
        case["unconfirmed_soft_checks"].append("scharge_value_check")
        case.setdefault("set_or_changed", {})["lettype"] = 99
    changed.write_text(json.dumps(content), encoding="utf-8")

    hidden = [
        difference.line()
        for outcome in run_file(changed, None, None, reference)
        for difference in outcome.differences
        if difference.reason and difference.field in ("error_fields", "unconfirmed_soft_checks", "lettype")
    ]

    assert len(wanted) > 10
    assert hidden == []


def _differences(case: dict[str, Any], tmp_path: Path, **fixture: Any) -> dict[str, tuple[Any, str | None]]:
    """What comes out otherwise than a case tells, with the reason."""
    whole = {"name": "one", "mode": "new", "error_fields": [], "unconfirmed_soft_checks": [], **case}
    path = tmp_path / "cases.json"
    path.write_text(
        json.dumps({"fixtures": {str(case["year"]): {"some": fixture}}, "cases": [{**whole, "fixture": "some"}]}),
        encoding="utf-8",
    )
    (outcome,) = run_file(path, "lettings", None, RANGES)
    return {difference.field: (difference.got, difference.reason) for difference in outcome.differences}


def test_a_phrase_that_is_a_word_of_its_own_must_be_found(tmp_path: Path) -> None:
    """Only a phrase inside a word is excused; “damp” itself would be a mistake."""
    case = {"year": 2026, "overrides": {}, "saved": True, "status": "in_progress", "set_or_changed": {}}
    told = {**case, "unconfirmed_soft_checks": ["reasonother_value_check"]}
    settings = {"needstype": 1, "renewal": 0, "startdate": "2026-05-01", "rent_type": 0, "declaration": 1, "reason": 20}

    inside = _differences(told, tmp_path, **settings, reasonother="gunfire")["unconfirmed_soft_checks"]
    missed = _differences(told, tmp_path, **settings, reasonother="a long story")["unconfirmed_soft_checks"]

    assert inside == ([], "a phrase must be a word of its own")
    assert missed == ([], None)


def test_blank_text_is_the_same_as_none(tmp_path: Path) -> None:
    case = {"year": 2026, "overrides": {"propcode": ""}, "saved": True, "status": "in_progress", "set_or_changed": {}}

    assert "propcode" not in _differences(case, tmp_path, needstype=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1, 2", "is not JSON"),
        ('{"a": 1}', "neither a list of states nor"),
        ('[{"case": 7}]', "case 7: cannot be run"),
        (json.dumps({"fixtures": {}, "cases": [{"name": "x", "year": 2024}]}), "case x: cannot be run"),
    ],
)
def test_a_file_that_holds_no_cases_is_told(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CasesError, match=said):
        list(run_file(path, None, None, tmp_path))


def test_amounts_stay_exact(tmp_path: Path) -> None:
    """The rounding of weekly amounts shows in the pence, so cases are read without binary fractions."""
    overrides = {"brent": 50.13, "period": 2, "needstype": 1}
    case = {"year": 2026, "overrides": overrides, "saved": True, "status": "in_progress", "set_or_changed": {}}

    assert _differences(case, tmp_path)["wrent"][0] == Decimal("25.06")
