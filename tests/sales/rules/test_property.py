from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.sales.world import CLOSED, EDINBURGH, MANCHESTER, changed_from, found, sales_context

TRIED = (
    "bedsit_with_bedrooms",
    "uprn_malformed",
    "uprn_unknown",
    "postcode_malformed",
    "property_outside_england",
    "area_not_live_on_completion",
    "previous_postcode_malformed",
)
MAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    ("rule", "answers", "wrong"),
    [
        ("bedsit_with_bedrooms", {"proptype": 2, "beds": 2}, True),
        ("bedsit_with_bedrooms", {"proptype": 2, "beds": 1}, False),
        ("bedsit_with_bedrooms", {"proptype": 1, "beds": 2}, False),
        ("uprn_malformed", {"uprn": "1" * 13}, True),
        ("uprn_malformed", {"uprn": "12a"}, True),
        ("uprn_malformed", {"uprn": "1" * 12}, False),
        ("postcode_malformed", {"postcode_full": "nope", "pcodenk": 0}, True),
        ("postcode_malformed", {"postcode_full": "nope", "pcodenk": 1}, False),
        ("postcode_malformed", {"postcode_full": "M1 1AE", "pcodenk": 0}, False),
        ("previous_postcode_malformed", {"ppostcode_full": "nope", "ppcodenk": 0}, True),
        ("previous_postcode_malformed", {"ppostcode_full": "nope", "ppcodenk": 1}, False),
        ("previous_postcode_malformed", {"ppostcode_full": "SW1A 1AA", "ppcodenk": 0}, False),
        ("property_outside_england", {"la": EDINBURGH}, True),
        ("property_outside_england", {"la": "E99999999"}, True),
        ("property_outside_england", {"la": MANCHESTER}, False),
        ("area_not_live_on_completion", {"la": CLOSED, "saledate": MAY}, True),
        ("area_not_live_on_completion", {"la": CLOSED, "saledate": date(2020, 3, 31)}, False),
        ("area_not_live_on_completion", {"la": MANCHESTER, "saledate": MAY}, False),
        ("area_not_live_on_completion", {"la": EDINBURGH, "saledate": date(1999, 1, 1)}, False),
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
    assert set(found("uprn_unknown", ctx, uprn=uprn, saledate=MAY)) == ({"uprn", "uprn_selection"} if wrong else set())


def test_the_message_names_the_authority_and_when_it_existed() -> None:
    message = found("area_not_live_on_completion", la=CLOSED, saledate=MAY)["la"]
    assert "Aylesbury Vale" in message
    assert "31 March 2020" in message
