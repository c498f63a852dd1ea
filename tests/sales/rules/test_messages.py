"""A message names what was entered, what is expected and what to do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.sales.world import found

DISCOUNTED = {"saledate": "2026-05-01", "ownershipsch": 2}
OLDER_PERSONS = {"type": 24, "jointpur": 1, "age1": 61}


@pytest.mark.parametrize(
    ("rule", "person", "answers", "named"),
    [
        (
            "discounted_buyer_not_social_tenant",
            None,
            {**DISCOUNTED, "prevten": 5},
            ("“owner occupier”", "local authority", "Correct"),
        ),
        (
            "buyers_too_young_for_older_persons",
            None,
            {**OLDER_PERSONS, "age2": 62},
            ("64", "61 as the age of buyer 1", "62", "Check"),
        ),
        (
            "buyers_too_young_for_older_persons",
            None,
            {**OLDER_PERSONS, "age2_known": 1},
            ("64", "(you entered 61", "Check"),
        ),
        ("first_buyer_lives_elsewhere", None, {"ownershipsch": 1, "buy1livein": 2}, ("buyer 1", "usually do", "Check")),
        ("partner_under_16", 2, {"jointpur": 1, "age2": 12, "relat2": "P"}, ("buyer 2", "12", "16", "Check")),
        ("several_partners", None, {"hhmemb": 3, "relat2": "P", "relat3": "P"}, ("2 people", "has one", "Check")),
        (
            "grant_unusual",
            None,
            {**DISCOUNTED, "type": 22, "grant": Decimal(8999)},
            ("£8,999", "£9,000", "Check"),
        ),
    ],
)
def test_a_message_names_value_limit_and_remedy(
    rule: str, person: int | None, answers: dict[str, Any], named: tuple[str, ...]
) -> None:
    messages = found(rule, person=person, **answers).values()
    assert messages
    assert all(part in message for message in messages for part in named)
