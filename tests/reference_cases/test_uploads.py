"""The reference's upload rows agree, or differ in what is declared to differ on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

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
