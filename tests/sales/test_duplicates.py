from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sales.duplicates import COMPARED, duplicate_key

SALE: dict[str, Any] = {
    "owning_organisation_id": 1,
    "purchid": "P1",
    "saledate": date(2026, 5, 1),
    "age1_known": 0,
    "age1": 40,
    "sexrab1": "F",
    "ecstat1": 1,
    "postcode_full": "M1 1AE",
    "address_line1": "1 High Street",
}


def test_the_same_sale_twice_has_the_same_key() -> None:
    assert duplicate_key(SALE) == duplicate_key({**SALE, "value": 250_000, "uprn": "", "sex1": None})


@pytest.mark.parametrize("name", COMPARED)
def test_another_answer_makes_another_sale(name: str) -> None:
    other: Any = date(2026, 5, 2) if name == "saledate" else "9"
    assert duplicate_key({**SALE, name: other}) not in (None, duplicate_key(SALE))


@pytest.mark.parametrize(
    "answers",
    [
        {"saledate": None},
        {"sexrab1": None},
        {"sexrab1": None, "sex1": "F"},
        {"postcode_full": None},
        {"address_line1": None},
        {"age1": None},
        {"ecstat1": None, "saledate": date(2025, 3, 31), "sex1": "F"},
    ],
)
def test_what_cannot_be_compared_has_no_key(answers: dict[str, Any]) -> None:
    assert duplicate_key({**SALE, **answers}) is None


@pytest.mark.parametrize(
    "answers",
    [
        {"postcode_full": None, "address_line1": None, "uprn": "100"},
        {"age1": None, "age1_known": 1},
        {"age1": None, "age1_known": 2},
        {"ecstat1": None},
        {"purchid": None},
        {"saledate": date(2025, 5, 1), "sexrab1": None, "sex1": "F"},
    ],
)
def test_what_can_be_compared_has_a_key(answers: dict[str, Any]) -> None:
    assert duplicate_key({**SALE, **answers})
