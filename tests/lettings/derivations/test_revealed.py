from datetime import date
from typing import Any

import pytest

from tests.lettings.world import changed, complete, judge


@pytest.mark.parametrize(
    ("letting", "change", "gone"),
    [
        ({}, {"age1_known": 1}, "age1"),
        ({"majorrepairs": 1, "mrcdate": date(2026, 4, 20)}, {"majorrepairs": 0}, "mrcdate"),
    ],
)
def test_what_another_answer_rules_out_goes_and_is_told(
    letting: dict[str, Any], change: dict[str, int], gone: str
) -> None:
    answers = complete(**letting)
    assert judge(answers).answers[gone] is not None
    result = changed(answers, **change)
    assert result.answers[gone] is None
    assert result.cleared[gone].because == tuple(change)
