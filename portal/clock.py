"""The only place that asks the system for the time.

Deadlines and collection years are dates in England, so everything here is Europe/London.
Tests stop the clock with `frozen`; a trial or a whole test run may begin at another moment
with the setting CLOCK_STARTS_AT.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings

LONDON = ZoneInfo("Europe/London")
MOMENT_IN_SQL = """to_char({0} AT TIME ZONE 'Europe/London', 'YYYY-MM-DD"T"HH24:MI:SS')
    || CASE WHEN {0} AT TIME ZONE 'Europe/London' = {0} AT TIME ZONE 'UTC' THEN '+00:00' ELSE '+01:00' END"""
"""A column as ISO text in London time, written by the database: reading it as a moment costs many times more."""

# One for the whole process, not per thread: a frozen test and the live server it talks to agree.
_stopped_at: datetime | None = None


def now() -> datetime:
    """Give this moment, aware and in London time."""
    if _stopped_at is not None:
        return _stopped_at
    return datetime.now(LONDON) + _shift(settings.CLOCK_STARTS_AT)


def today() -> date:
    """Give the date in England, which around midnight in summer is not the date in UTC."""
    return now().date()


def moment(at: str | date | datetime) -> datetime:
    """Read a moment in London time; a bare date means its noon, clear of every midnight."""
    if isinstance(at, str):
        at = datetime.fromisoformat(at) if len(at) > len("2026-04-01") else date.fromisoformat(at)
    if not isinstance(at, datetime):
        at = datetime.combine(at, time(12))
    return at.replace(tzinfo=LONDON) if at.tzinfo is None else at.astimezone(LONDON)


def end_of_day(day: date) -> datetime:
    """The last moment of a day."""
    return datetime.combine(day, time.max, tzinfo=LONDON)


class Frozen:
    """A stopped clock that a test may move."""

    def move_to(self, at: str | date | datetime) -> None:
        """Set the clock to another moment."""
        _stop(moment(at))

    def move_by(self, **duration: float) -> None:
        """Let time pass: `move_by(minutes=5)`. In real time, also across the change to summer time."""
        passed = now().astimezone(UTC) + timedelta(**duration)
        _stop(passed.astimezone(LONDON))


@contextmanager
def frozen(at: str | date | datetime) -> Iterator[Frozen]:
    """Stop the clock for the length of a `with` block. For tests."""
    before = _stopped_at
    _stop(moment(at))
    try:
        yield Frozen()
    finally:
        _stop(before)


def _stop(at: datetime | None) -> None:
    global _stopped_at
    _stopped_at = at


@lru_cache(maxsize=1)
def _shift(starts_at: str | None) -> timedelta:
    """Say how far the pretended clock is from the real one, fixed when first asked."""
    return moment(starts_at) - datetime.now(LONDON) if starts_at else timedelta()
