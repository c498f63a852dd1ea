from decimal import Decimal

import pytest

from sales.reference.lookup import PriceKey, PriceLimits, price_key, sale_ranges_from_rows


def test_a_row_is_found_by_year_area_and_bedrooms():
    rows = [{"la": "E08000003", "bedrooms": "4", "soft_min": "1000", "soft_max": "2000"}]
    ranges = sale_ranges_from_rows(2026, rows)
    assert ranges.get(PriceKey(2026, "E08000003", 4)) == PriceLimits(Decimal(1000), Decimal(2000))
    assert ranges.get(PriceKey(2025, "E08000003", 4)) is None


@pytest.mark.parametrize(
    ("la", "beds", "expected"),
    [
        ("E1", 9, PriceKey(2026, "E1", 4)),
        ("E1", 1, PriceKey(2026, "E1", 1)),
        (None, 1, None),
        ("E1", None, None),
    ],
)
def test_four_bedrooms_and_more_are_one_group(la, beds, expected):
    assert price_key(2026, la, beds) == expected
