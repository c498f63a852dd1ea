"""The reference's upload rows agree, or differ in what is declared to differ on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from portal.logs.uploads.rows.judge import judge
from tests.reference_cases.paths import RANGES, cases
from tests.reference_cases.run import run_file
from tests.reference_cases.upload_files import compare_file
from tests.reference_cases.uploads import UploadCases, compare_answers, compare_errors

FILES = ("bulk_lettings_2025", "bulk_lettings_2026", "bulk_sales_2025", "bulk_sales_2026")


@pytest.mark.parametrize("name", FILES)
def test_rows_of_files(name: str) -> None:
    outcomes = list(run_file(cases(f"{name}.json"), None, None, RANGES))
    unwanted = [
        difference.line() for outcome in outcomes for difference in outcome.differences if not difference.reason
    ]
    assert unwanted == []
    assert len(outcomes) > 480


def falsified(case: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The case with one expectation after another turned into a wrong one."""
    for error in case["errors"]:
        yield {**case, "errors": [other for other in case["errors"] if other["field"] != error["field"]]}
        other = "setup" if error["category"] != "setup" else None
        yield {**case, "errors": [{**error, "category": other}]}
    yield {**case, "errors": [*case["errors"], {"field": 36, "category": None, "kind": "x"}]}
    if not case["errors"]:
        yield {**case, "log_changes": {**case["log_changes"], "joint": 3}}
        yield {**case, "log_changes": {**case["log_changes"], "age1": None}}


@pytest.mark.parametrize("name", ["bedsit beds blank", "blank field 142", "rent type out of range", "ethnic 17"])
def test_a_wrong_expectation_is_told(name: str) -> None:
    content = json.loads(cases("bulk_lettings_2026.json").read_text(encoding="utf-8"))
    all_cases = UploadCases(content, RANGES)
    case = next(case for case in content["row_cases"] if case["name"] == name)

    def unwanted(of: Mapping[str, Any]) -> list[Any]:
        found = [*compare_errors(all_cases, of), *compare_answers(all_cases, of)]
        return [difference for difference in found if difference.reason is None]

    assert unwanted(case) == []
    for wrong in falsified(case):
        assert unwanted(wrong), wrong["errors"]


NEAR_MISSES = [
    # Something that no rule says at a cell beside one that differs on purpose …
    ("bulk_lettings_2026", "uprn too long", 21, True),
    ("bulk_lettings_2026", "bedsit beds blank", 11, True),
    ("bulk_lettings_2025", "blank field 106", 25, True),
    ("bulk_sales_2025", "blank field 60", 23, True),
    ("bulk_sales_2026", "value soft low", 23, True),
    ("bulk_lettings_2025", "date three digit year", 13, True),
    # … or one of our errors that the reference would tell too.
    ("bulk_lettings_2026", "no needs cells", 97, False),
    ("bulk_lettings_2026", "three needs types", 96, False),
    ("bulk_lettings_2025", "code 99 in field 112", 112, False),
    ("bulk_lettings_2026", "blank field 136", 137, False),
    ("bulk_lettings_2025", "date impossible", 9, False),
    ("bulk_lettings_2025", "date day blank", 8, False),
    ("bulk_lettings_2026", "text in field 92", 92, False),
    ("bulk_sales_2025", 'previous tenure "8"', 58, False),
    ("bulk_sales_2025", "transactions 11", 108, False),
]


@pytest.mark.parametrize(("file", "name", "field", "more"), NEAR_MISSES)
def test_no_declared_difference_excuses_what_is_beside_it(file: str, name: str, field: int, more: bool) -> None:
    content = json.loads(cases(f"{file}.json").read_text(encoding="utf-8"))
    case = next(case for case in content["row_cases"] if case["name"] == name)
    others = [error for error in case["errors"] if error["field"] != field]
    wrong = {**case, "errors": [*others, {"field": field, "category": None, "kind": "x"}] if more else others}
    unwanted = {found.field for found in compare_errors(UploadCases(content, RANGES), wrong) if found.reason is None}
    assert f"field {field}" in unwanted


@pytest.mark.parametrize("typed", ["E09000003", "E99999999", "Leeds"])
def test_an_authority_beside_a_postcode_that_has_another(typed: str) -> None:
    """The reference says what is wrong with the one that was typed; here it does not count."""
    content = json.loads(cases("bulk_lettings_2026.json").read_text(encoding="utf-8"))
    all_cases = UploadCases(content, RANGES)
    fields = () if typed == "E09000003" else ((8, "setup"), (9, "setup"), (10, "setup"), *((n, None) for n in (18, 25)))
    errors = [{"field": field, "category": category, "kind": "x"} for field, category in fields]
    case = {"name": typed, "base": "general_needs", "cells": {"25": typed}, "outcome": "C", "errors": errors}
    assert {found.reason for found in compare_errors(all_cases, case)} <= {"the authority follows from the postcode"}


def falsified_file(case: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The file with one expectation after another turned into a wrong one."""
    for letter in set("BCEGHI") - {case["outcome"]}:
        yield {**case, "outcome": letter, "file_errors": []}
    for error in case["errors"]:
        yield {**case, "errors": [{**error, "col": "ZZ"}]}
        yield {**case, "errors": [{**error, "row": "40"}]}
        yield {**case, "errors": [*case["errors"], {**error, "row": "3", "field": 36, "kind": "x"}]}
    for at, log in enumerate(case["logs_created"]):
        for wrong in ({"address_line1": "2 Low Street"}, {"reference": None}, {"status_cache": "x"}):
            made = list(case["logs_created"])
            made[at] = {**log, **wrong}
            yield {**case, "logs_created": made}
    yield {**case, "logs_created": [*case["logs_created"], {"reference": "X"}]}


@pytest.mark.parametrize("name", ["CRLF", "good and soft", "identical but for address line 1", "good and setup"])
def test_a_wrong_expectation_of_a_whole_file_is_told(name: str) -> None:
    contents = (json.loads(cases(f"{one}.json").read_text(encoding="utf-8")) for one in FILES)
    content, case = next((one, case) for one in contents for case in one["file_cases"] if case["name"] == name)
    all_cases = UploadCases(content, RANGES)

    def unwanted(of: Mapping[str, Any]) -> list[Any]:
        return [difference for difference in compare_file(all_cases, of) if difference.reason is None]

    assert unwanted(case) == []
    for wrong in falsified_file(case):
        assert unwanted(wrong), wrong


def test_a_charge_that_is_no_number_is_told_though_0_takes_its_place() -> None:
    """Systems send answers, not cells; a row of them is judged alike."""
    content = json.loads(cases("bulk_lettings_2026.json").read_text(encoding="utf-8"))
    all_cases = UploadCases(content, RANGES)
    row = all_cases.play({"base": "general_needs", "cells": {}}).row
    row.answers["brent"] = "abc"
    judged = judge(row, all_cases.rules, all_cases.program, all_cases.world.context())
    assert [error.number for error in judged.errors] == [142]


NO_MORTGAGE = {"101": "2", "102": None, "103": None, "104": "50000"}


@pytest.mark.parametrize(
    ("base", "sent", "told"),
    [
        ("shared_initial", {"103": None}, True),
        ("shared_initial", {"103": "x"}, True),
        ("shared_initial", {"103": "R", "14": "2"}, True),
        ("shared_initial", {"103": "25.0"}, False),
        ("shared_initial", NO_MORTGAGE, False),
        ("shared_initial", {**NO_MORTGAGE, "14": "2"}, False),
        ("shared_initial", {**NO_MORTGAGE, "101": None}, True),
        ("staircasing", {"103": None}, False),
        ("discounted", {"133": None}, True),
        ("discounted", {"131": "2", "132": None, "133": None}, False),
    ],
)
def test_the_length_of_a_mortgage_is_wanted_where_there_is_one(base: str, sent: dict[str, Any], told: bool) -> None:
    """Buyers who were not interviewed had nothing to enter that was right: R is for those who were."""
    content = json.loads(cases("bulk_sales_2026.json").read_text(encoding="utf-8"))
    played = UploadCases(content, RANGES).play({"base": base, "cells": sent})
    assert ({103, 133} & played.ours.keys() != set()) is told
