from __future__ import annotations

from datetime import date, timedelta

from tests.sales.world import found

TRIED = ("handover_long_ago",)


def test_a_handover_of_five_average_years_ago_is_long_ago() -> None:
    sale = date(2026, 5, 1)
    assert found("handover_long_ago", hodate=sale - timedelta(days=1826), saledate=sale) == {}
    assert set(found("handover_long_ago", hodate=sale - timedelta(days=1827), saledate=sale)) == {"hodate", "saledate"}
