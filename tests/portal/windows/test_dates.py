from datetime import date, timedelta

import pytest

from portal.windows import Window, Windows, collection_year
from portal.windows.known_years import KNOWN_YEARS


def _window(row):
    cut_offs = (row["q1_cut_off"], row["q2_cut_off"], row["q3_cut_off"])
    return Window(
        row["start_year"],
        row["start"],
        row["submission_deadline"],
        row["new_logs_end"],
        row["edit_end"],
        cut_offs if all(cut_offs) else None,
    )


WINDOWS = Windows(_window(row) for row in KNOWN_YEARS)


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026), (date(2027, 1, 1), 2026)]
)
def test_a_collection_year_runs_from_april(day, expected):
    assert collection_year(day) == expected


@pytest.mark.parametrize(
    ("day", "new", "edit"),
    [
        (date(2025, 3, 31), False, False),
        (date(2025, 4, 1), True, True),
        (date(2025, 7, 23), True, True),
        (date(2025, 7, 24), False, True),
        (date(2025, 7, 31), False, True),
        (date(2025, 8, 1), False, False),
        (date(2026, 4, 1), True, True),
        (date(2026, 7, 12), False, True),
        (date(2026, 8, 31), False, True),
        (date(2026, 9, 1), False, False),
        (date(2027, 4, 1), True, True),
        (date(2027, 7, 2), True, True),
        (date(2027, 7, 3), False, True),
        (date(2027, 7, 31), False, False),
    ],
)
def test_crossover_of_years(day, new, edit):
    assert (WINDOWS.in_crossover(day), WINDOWS.in_edit_crossover(day)) == (new, edit)
    previous, current = date(collection_year(day) - 1, 4, 1), date(collection_year(day), 4, 1)
    assert WINDOWS.earliest_open(day) == (previous if new else current)
    assert WINDOWS.earliest_editable(day) == (previous if edit else current)


@pytest.mark.parametrize(
    ("log_date", "today", "new", "edit"),
    [
        (None, date(2026, 5, 1), True, True),
        (date(2026, 4, 2), date(2026, 5, 1), True, True),
        (date(2025, 4, 1), date(2026, 7, 11), True, True),
        (date(2025, 4, 1), date(2026, 7, 12), False, True),
        (date(2025, 4, 1), date(2026, 8, 31), False, True),
        (date(2025, 4, 1), date(2026, 9, 1), False, False),
        (date(2025, 3, 31), date(2026, 5, 1), False, False),
        (date(2026, 4, 1), date(2027, 7, 30), False, True),
    ],
)
def test_a_log_is_open_for_a_time(log_date, today, new, edit):
    assert WINDOWS.log_open_for_new(log_date, today) is new
    assert WINDOWS.log_open_for_editing(log_date, today) is edit


def test_a_year_without_dates_of_its_own_has_standard_ones():
    window = WINDOWS.of_year(2031)
    assert (window.submission_deadline, window.new_logs_end, window.edit_end) == (
        date(2032, 6, 1),
        date(2032, 12, 31),
        date(2032, 12, 31),
    )
    assert window.quarters() == ()


@pytest.mark.parametrize(
    ("today", "changing", "expected"),
    [
        (date(2026, 8, 5), False, (date(2026, 4, 1), date(2027, 3, 31))),
        (date(2026, 8, 5), True, (date(2025, 4, 1), date(2027, 3, 31))),
        (date(2026, 5, 5), False, (date(2025, 4, 1), date(2027, 3, 31))),
    ],
)
def test_dates_a_log_may_take(today, changing, expected):
    assert WINDOWS.allowed_log_dates(today, changing=changing) == expected


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2026, 4, 1), 1),
        (date(2026, 7, 10), 1),
        (date(2026, 7, 11), 1),
        (date(2026, 7, 12), 2),
        (date(2026, 12, 31), 3),
        (date(2027, 1, 16), 3),
        (date(2027, 1, 17), 4),
        (date(2027, 3, 31), 4),
    ],
)
def test_quarter_lasts_to_the_day_after_its_cut_off(day, number):
    quarter = WINDOWS.quarter_for(day)
    assert quarter is not None
    assert quarter.number == number


def test_a_year_without_cut_offs_has_no_quarter():
    assert WINDOWS.quarter_for(date(2024, 5, 1)) is None


@pytest.mark.parametrize(
    ("today", "listed", "filtered"),
    [
        (date(2026, 5, 1), [2027, 2026, 2025, 2024], [2026, 2025, 2024]),
        (date(2026, 8, 1), [2027, 2026, 2025, 2024], [2026, 2025]),
        (date(2026, 10, 1), [2027, 2026, 2025], [2026, 2025]),
    ],
)
def test_years_that_are_listed_and_offered(today, listed, filtered):
    assert WINDOWS.available_years(today) == listed
    assert WINDOWS.filter_years(today) == filtered


def test_form_of_a_log():
    today = date(2026, 10, 1)
    assert WINDOWS.form_year(None, today) == 2026
    assert WINDOWS.form_year(date(2025, 5, 5), today) == 2025
    assert WINDOWS.form_year(date(2024, 5, 5), today) == 2026
    assert WINDOWS.form_year(date(2040, 5, 5), today) == 2026


def test_every_day_has_a_year_that_accepts_logs():
    day = date(2025, 1, 1)
    while day < date(2031, 1, 1):
        assert collection_year(day) in WINDOWS.years_open_for_new(day)
        day += timedelta(days=1)
