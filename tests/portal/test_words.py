"""Times in words are those of the GOV.UK style guide: `10am`, not `10:00am`; midnight and midday, not `12:00am`."""

from datetime import UTC, datetime

import pytest

from portal.words import time_in_words


@pytest.mark.parametrize(
    ("hour", "minute", "words"),
    [
        (9, 5, "9:05am"),
        (10, 0, "10am"),
        (12, 0, "midday"),
        (12, 30, "12:30pm"),
        (0, 0, "midnight"),
        (0, 1, "12:01am"),
        (23, 59, "11:59pm"),
    ],
)
def test_times_are_written_as_people_say_them(hour: int, minute: int, words: str) -> None:
    assert time_in_words(datetime(2026, 11, 23, hour, minute, tzinfo=UTC)) == words
