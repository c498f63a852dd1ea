"""Whichever door a log comes in by, the verdict is the same; `script/drill same_verdicts` tries thousands."""

from __future__ import annotations

import pytest

from orgs.areas.shipped import load_shipped_areas
from tests.drills.drill_same_verdicts import compare

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]


@pytest.mark.parametrize("log_type", ["lettings", "sales"])
def test_random_logs_are_judged_alike_by_file_api_and_page(log_type: str) -> None:
    load_shipped_areas()
    statuses, differences = compare(log_type, 120)
    assert not differences, differences[:3]
    assert len(statuses) > 1
