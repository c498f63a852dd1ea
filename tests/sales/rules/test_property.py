from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.sales.world import CLOSED, EDINBURGH, MANCHESTER, changed_from, found, sales_context

TRIED = (
    "bedsit_max_one_bed",
    "uprn_format",
    "uprn_not_found",
    "postcode_format",
    "la_not_in_england",
    "la_not_active_on_saledate",
    "previous_postcode_format",
)
MAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("rule", "answers", "wrong"),
    [
        ("bedsit_max_one_bed", {"proptype": 2, "beds": 2}, True),
        ("bedsit_max_one_bed", {"proptype": 2, "beds": 1}, False),
        ("bedsit_max_one_bed", {"proptype": 1, "beds": 2}, False),
        ("uprn_format", {"uprn": "1" * 13}, True),
        ("uprn_format", {"uprn": "12a"}, True),
        ("uprn_format", {"uprn": "1" * 12}, False),
        ("postcode_format", {"postcode_full": "nope", "pcodenk": 0}, True),
        ("postcode_format", {"postcode_full": "nope", "pcodenk": 1}, False),
        ("postcode_format", {"postcode_full": "M1 1AE", "pcodenk": 0}, False),
        ("previous_postcode_format", {"ppostcode_full": "nope", "ppcodenk": 0}, True),
        ("previous_postcode_format", {"ppostcode_full": "nope", "ppcodenk": 1}, False),
        ("previous_postcode_format", {"ppostcode_full": "SW1A 1AA", "ppcodenk": 0}, False),
        ("la_not_in_england", {"la": EDINBURGH}, True),
        ("la_not_in_england", {"la": "E99999999"}, True),
        ("la_not_in_england", {"la": MANCHESTER}, False),
        ("la_not_active_on_saledate", {"la": CLOSED, "saledate": MAY}, True),
        ("la_not_active_on_saledate", {"la": CLOSED, "saledate": date(2020, 3, 31)}, False),
        ("la_not_active_on_saledate", {"la": MANCHESTER, "saledate": MAY}, False),
        ("la_not_active_on_saledate", {"la": EDINBURGH, "saledate": date(1999, 1, 1)}, False),
    ],
)
def test_the_property(rule: str, answers: dict[str, Any], wrong: bool) -> None:
    assert bool(found(rule, **answers)) == wrong


@pytest.mark.parametrize(
    ("uprn", "before", "wrong"),
    [
        ("999", {}, True),
        ("100", {}, False),
        ("555", {}, False),
        ("999", {"uprn": "999", "saledate": MAY}, False),
        ("999", {"uprn": "999", "saledate": date(2026, 4, 30)}, True),
    ],
    ids=["unknown", "known", "not asked for", "as before", "as before with another date"],
)
def test_the_address_of_a_new_uprn_is_found(uprn: str, before: dict[str, Any], wrong: bool) -> None:
    ctx = changed_from(sales_context(), **before)
    assert set(found("uprn_not_found", ctx, uprn=uprn, saledate=MAY)) == (
        {"uprn", "uprn_selection"} if wrong else set()
    )


def test_the_message_names_the_authority_and_when_it_existed() -> None:
    message = found("la_not_active_on_saledate", la=CLOSED, saledate=MAY)["la"]
    assert "Aylesbury Vale" in message
    assert "31 March 2020" in message
