"""The rules declared are those of the specification, on the same fields and for the same years."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal.questionnaire.rules import Severity
from sales.rules import RULES
from tests.reference_cases.paths import facts

YEARS = (2025, 2026)
# Done by the engine when an answer is read or its number is judged, or by the page itself.
BY_ENGINE = {
    "saledate_format",
    "hodate_format",
    "numeric_format",
    "numeric_range",
    "numeric_step",
    "page_required",
}


@pytest.fixture(scope="module")
def specified() -> dict[str, dict[str, Any]]:
    """The rules of the specification that some year still uses."""
    rules = json.loads(facts("rules", "sales_rules.json").read_text(encoding="utf-8"))
    return {
        rule["id"]: rule for rule in rules if rule["years"] and ":" not in rule["id"] and rule["id"] not in BY_ENGINE
    }


def spelt_out(fields: list[str]) -> set[str]:
    """A field for each person: N stands for 2 to 6 where the rule is one for all."""
    found: set[str] = set()
    for name in fields:
        found |= {name[:-1] + str(n) for n in range(2, 7)} if name.endswith("N") else {name}
    return found


def test_every_rule_is_declared(specified: dict[str, dict[str, Any]]) -> None:
    assert {rule.facts for rule in RULES.rules} == set(specified)


def test_severity_and_confirmation(specified: dict[str, dict[str, Any]]) -> None:
    ours = {rule.facts: (rule.severity.value, rule.confirm) for rule in RULES.rules}
    assert ours == {name: (rule["severity"], rule.get("confirm_field")) for name, rule in specified.items()}


def test_years(specified: dict[str, dict[str, Any]]) -> None:
    ours = {rule.facts: [year for year in YEARS if rule.applies_to(year)] for rule in RULES.rules}
    assert ours == {name: rule["years"] for name, rule in specified.items()}


def test_fields_of_hard_rules(specified: dict[str, dict[str, Any]]) -> None:
    ours = {rule.facts: set(rule.fields) for rule in RULES.rules if rule.severity is Severity.HARD}
    assert ours == {name: spelt_out(rule["fields"]) for name, rule in specified.items() if rule["severity"] == "hard"}


def test_fields_of_rules_to_confirm(specified: dict[str, dict[str, Any]]) -> None:
    ours = {rule.facts: {name.replace("{n}", "N") for name in rule.fields} for rule in RULES.rules if rule.confirm}
    assert ours == {name: set(rule["fields"]) for name, rule in specified.items() if rule["severity"] == "soft"}


def test_fields_left_out_of_bulk_upload(specified: dict[str, dict[str, Any]]) -> None:
    ours = {rule.facts: set(rule.silent_in_bulk_upload) for rule in RULES.rules}
    assert ours == {name: set(rule.get("fields_hidden_in_bulk_upload", ())) for name, rule in specified.items()}


def test_every_rule_is_tried() -> None:
    from tests.sales.rules import (
        test_dates,
        test_financial,
        test_household,
        test_income,
        test_organisations,
        test_property,
        test_setup,
        test_shares,
        test_soft_dates,
        test_soft_financial,
        test_soft_household,
        test_soft_income,
        test_sums,
    )

    modules = (
        test_dates,
        test_financial,
        test_household,
        test_income,
        test_organisations,
        test_property,
        test_setup,
        test_shares,
        test_soft_dates,
        test_soft_financial,
        test_soft_household,
        test_soft_income,
        test_sums,
    )
    tried = {rule_id for module in modules for rule_id in module.TRIED}
    assert tried == {rule.id for rule in RULES.rules}
