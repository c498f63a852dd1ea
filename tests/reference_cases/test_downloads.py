"""Files of logs agree with the executed downloads, cell by cell, or differ in what is declared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from portal.logs.downloads.cells import LogCells
from tests.reference_cases.downloads import VARIANTS
from tests.reference_cases.paths import RANGES, cases
from tests.reference_cases.run import run_file

EVERY_YEAR = pytest.mark.parametrize(
    ("log_type", "year"), [("lettings", 2025), ("lettings", 2026), ("sales", 2025), ("sales", 2026)]
)


@EVERY_YEAR
def test_files_agree(log_type: str, year: int) -> None:
    path = cases(f"downloads_{log_type}_{year}.json")
    outcomes = list(run_file(path, None, None, RANGES))
    unwanted = [
        difference.line() for outcome in outcomes for difference in outcome.differences if not difference.reason
    ]
    assert unwanted == []
    assert len(outcomes) == len(VARIANTS) * len(json.loads(path.read_text(encoding="utf-8"))["logs"])


@pytest.mark.parametrize(
    ("column", "cell"),
    [("id", "7"), ("status", "2"), ("startdate", "2026-01-01"), ("brent", "100"), ("owning_organisation_name", "X")],
)
def test_a_wrong_cell_is_told(column: str, cell: str, tmp_path: Path) -> None:
    """Values that are no labels are compared to the letter."""
    content: dict[str, Any] = json.loads(cases("downloads_lettings_2026.json").read_text(encoding="utf-8"))
    for variant in VARIANTS:
        file = content["downloads"][variant]
        file["rows"] = [file["rows"][0]]
        file["rows"][0][file["columns"].index(column)] = cell
    content["logs"] = content["logs"][:1]
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(content), encoding="utf-8")

    for outcome in run_file(path, None, None, RANGES):
        assert [difference.field for difference in outcome.differences if not difference.reason] == [column]


def test_a_missing_label_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the reference shows a label, a bare code will not do."""
    monkeypatch.setattr(LogCells, "labels_of", lambda self, name: {})
    told = {
        difference.field
        for outcome in run_file(cases("downloads_lettings_2026.json"), None, None, RANGES)
        for difference in outcome.differences
        if not difference.reason
    }
    assert {"needstype", "lettype", "cbl", "ethnic"} <= told
