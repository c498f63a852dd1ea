"""What the engine says of values that it cannot take: the value, the limit, in the user's words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lettings.world import complete, judge


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("beds", 13, "Number of bedrooms must be between 1 and 12; you entered 13"),
        ("beds", "2.5", "Number of bedrooms must be a whole number; you entered “2.5”"),
        ("brent", "two", "Basic rent must be a number, like £95.50; you entered “two”"),
        (
            "brent",
            "99.999",
            "Basic rent must be in pounds and pence, with at most 2 decimal places; you entered “99.999”",
        ),
        ("voiddate", "31/2/2026", "Void date must be a real date, like 14 9 2026; you entered “31/2/2026”"),
        ("joint", 77, "Select whether this is a joint tenancy: “77” is not one of the answers"),
        ("beds", "some", "Number of bedrooms must be a number, like 3; you entered “some”"),
        ("tenancylength", 151, "Length of fixed-term tenancy must be between 0 and 150 years; you entered 151 years"),
        ("supcharg", -5, "Support charge must be £0 or more; you entered -£5"),
    ],
)
def test_message_names_the_value_and_what_it_must_be(field: str, value: Any, message: str) -> None:
    problems = judge(complete(**{field: value})).errors[field]

    assert message in [problem.message for problem in problems]
