from datetime import UTC, date, datetime

import pytest

from portal import clock as clock_module
from portal.clock import LONDON, Frozen, frozen, moment, now, today


def test_the_running_clock_is_aware_and_in_london() -> None:
    assert now().tzinfo is LONDON
    assert abs((datetime.now(UTC) - now()).total_seconds()) < 5  # this is the test of the clock


def test_the_date_is_englands_even_when_utc_is_still_on_the_day_before() -> None:
    with frozen(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)):
        assert today() == date(2026, 7, 1)
    with frozen(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):
        assert today() == date(2026, 12, 31)


@pytest.mark.parametrize("at", ["2026-04-01", date(2026, 4, 1), "2026-04-01T12:00", datetime(2026, 4, 1, 12, 0)])  # noqa: DTZ001
def test_a_bare_date_means_its_noon(at: str | date) -> None:
    assert moment(at) == datetime(2026, 4, 1, 12, 0, tzinfo=LONDON)


def test_frozen_blocks_nest_and_give_the_clock_back() -> None:
    with frozen("2026-04-01"):
        with frozen("2027-03-31T23:59:59"):
            assert today() == date(2027, 3, 31)
        assert today() == date(2026, 4, 1)
    assert clock_module._stopped_at is None


def test_a_block_that_fails_gives_the_clock_back() -> None:
    with pytest.raises(ValueError, match="stop"), frozen("2026-04-01"):
        raise ValueError("stop")
    assert clock_module._stopped_at is None


@pytest.mark.clock("2026-03-31T23:59")
def test_the_marker_stops_the_clock() -> None:
    assert now().isoformat() == "2026-03-31T23:59:00+01:00"


def test_time_passes_when_told_also_across_the_change_to_summer_time(clock: Frozen) -> None:
    clock.move_to("2026-03-29T00:30")
    clock.move_by(hours=1)
    assert now().isoformat() == "2026-03-29T02:30:00+01:00"


def test_a_trial_may_start_on_another_day(settings) -> None:
    settings.CLOCK_STARTS_AT = "2027-06-05"
    assert today() == date(2027, 6, 5)
    settings.CLOCK_STARTS_AT = None
    assert today() == datetime.now(LONDON).date()
