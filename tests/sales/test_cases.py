"""The reference cases of sales agree, or differ in what is declared to differ on purpose."""

from __future__ import annotations

import pytest

from portal.logs.cases import Outcome, run_file
from tests.shared import shared_path


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize(
    ("name", "at_least"), [("sales_rule_vectors.json", 150), ("golden_cases.json", 20)], ids=["rules", "states"]
)
def test_sales_cases(name: str, at_least: int, year: int) -> None:
    outcomes: list[Outcome] = list(
        run_file(shared_path("samples", "rules", name), "sales", year, shared_path("reference"))
    )
    unwanted = [
        difference.line() for outcome in outcomes for difference in outcome.differences if not difference.reason
    ]
    assert unwanted == []
    assert len(outcomes) >= at_least
