from __future__ import annotations

from datetime import date

import pytest

from tests.sales.world import changed_from, found, sales_context

TRIED = ("completion_outside_open_years", "completion_too_far_ahead")


@pytest.mark.parametrize(
    ("day", "saved", "wrong"),
    [
        (date(2026, 3, 31), None, True),
        (date(2026, 4, 1), None, False),
        (date(2027, 3, 31), None, False),
        (date(2027, 4, 1), None, True),
        (date(2025, 4, 1), date(2025, 6, 1), False),
        (date(2025, 3, 31), date(2025, 6, 1), True),
        (date(2027, 4, 1), date(2025, 6, 1), True),
    ],
)
def test_the_completion_date_lies_in_an_open_year(day: date, saved: date | None, wrong: bool) -> None:
    ctx = changed_from(sales_context(), saledate=saved)
    assert bool(found("completion_outside_open_years", ctx, saledate=day)) == wrong


def test_the_message_names_the_dates_that_are_open() -> None:
    ctx = changed_from(sales_context())
    message = found("completion_outside_open_years", ctx, saledate=date(2024, 1, 5))["saledate"]
    assert "5 January 2024" in message
    assert "1 April 2026 to 31 March 2027" in message


@pytest.mark.parametrize(("day", "wrong"), [(date(2026, 8, 19), False), (date(2026, 8, 20), True)])
def test_the_sale_completes_within_14_days(day: date, wrong: bool) -> None:
    assert bool(found("completion_too_far_ahead", saledate=day)) == wrong
