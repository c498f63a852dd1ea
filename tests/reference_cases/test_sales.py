"""The reference cases of sales agree, or differ in what is declared to differ on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from django.conf import settings

from portal.logs.kinds import kind_named
from sales.sample_world import world
from tests.reference_cases.paths import RANGES, cases
from tests.reference_cases.run import Outcome, run_file, run_vector


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize(
    ("name", "at_least"), [("sales_rule_vectors.json", 150), ("golden_cases.json", 20)], ids=["rules", "states"]
)
def test_sales_cases(name: str, at_least: int, year: int) -> None:
    outcomes: list[Outcome] = list(run_file(cases(name), "sales", year, RANGES))
    unwanted = [
        difference.line() for outcome in outcomes for difference in outcome.differences if not difference.reason
    ]
    assert unwanted == []
    assert len(outcomes) >= at_least


# Of these the judge works out for itself what is right, so another expectation cannot hide a mistake.
SELF_EVIDENT = {"hoday", "homonth", "hoyear", "pcode1", "pcode2", "ppostc1", "ppostc2"}
SELF_EVIDENT |= {"ppostcode_full", "ppcodenk", "prevloc", "is_previous_la_inferred", "previous_la_known"}


def falsified(case: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The case with one expectation after another turned into a wrong one."""
    yield {**case, "saved": not case["saved"]}
    yield {**case, "error_fields": [*case["error_fields"], "hb"]}
    yield {**case, "unconfirmed_soft_checks": [*case["unconfirmed_soft_checks"], "wheel_value_check"]}
    for name in case["error_fields"]:
        yield {**case, "error_fields": [field for field in case["error_fields"] if field != name]}
    if case["saved"]:
        yield {**case, "status": "in_progress" if case["status"] == "completed" else "completed"}
        for name in case["set_or_changed"].keys() - SELF_EVIDENT:
            yield {**case, "set_or_changed": {**case["set_or_changed"], name: "wrong"}}


@pytest.mark.parametrize("name", ["base_discounted", "base_initial_joint", "so_sum_over_tol", "stair_bought_gt_owned"])
def test_a_wrong_expectation_is_told(name: str) -> None:
    path = cases("sales_rule_vectors.json")
    content = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    case = next(case for case in content["cases"] if case["name"] == name)
    fixtures, around = content["fixtures"][str(case["year"])], world(RANGES, case["year"])
    assert run_vector(kind_named("sales"), case, fixtures, around).agrees
    for wrong in falsified(case):
        outcome = run_vector(kind_named("sales"), wrong, fixtures, around)
        assert any(not difference.reason for difference in outcome.differences), wrong


def test_a_folder_without_prices_is_a_world_without_expected_prices() -> None:
    around = world(Path(settings.BASE_DIR) / "orgs" / "areas" / "data", 2026)
    assert around.areas.by_code
    assert len(around.sale_ranges) == 0
