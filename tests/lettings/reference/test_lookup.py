from decimal import Decimal

import pytest

from lettings.reference.lookup import RentKey, RentLimits, RentRanges, bed_key

LIMITS = RentLimits(Decimal("80.1"), Decimal(150), Decimal(40), Decimal(1000))


def test_a_row_is_found_by_year_area_beds_and_type():
    ranges = RentRanges({RentKey(2026, "E08000003", 2, 1): LIMITS})
    assert ranges.get(RentKey(2026, "E08000003", 2, 1)) == LIMITS
    assert ranges.get(RentKey(2025, "E08000003", 2, 1)) is None


@pytest.mark.parametrize(
    ("needstype", "beds", "expected"), [(1, 2, 2), (1, 7, 4), (1, None, None), (2, 3, 0), (2, None, 0)]
)
def test_bed_key(needstype, beds, expected):
    assert bed_key(needstype, beds) == expected
