"""Numbers, days and lists in words, the same everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from portal.clock import moment


def counted(number: int, one: str, many: str = "") -> str:
    """`1 log`, `1,200 logs`; `many` where adding an s is not enough."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def with_article(noun: str) -> str:
    """`a log`, `an organisation`, by the letter it begins with."""
    return f"an {noun}" if noun[:1].lower() in "aeio" else f"a {noun}"


def year_in_words(year: int) -> str:
    """`2026 to 2027`: a collection year by its first."""
    return f"{year} to {year + 1}"


def day_in_words(day: date) -> str:
    """`3 April 2026`; of a moment, its day as it stands, so in London time when the moment is."""
    return f"{day.day} {day:%B} {day.year}"


def short_day(day: date) -> str:
    """`3 Apr 2026`, where columns are narrow."""
    return f"{day.day} {day:%b %Y}"


def month_in_words(day: date) -> str:
    """`April 2026`."""
    return f"{day:%B %Y}"


def day_of_year(day: date) -> str:
    """`3 April`, where the year goes without saying."""
    return f"{day.day} {day:%B}"


def time_in_words(at: datetime) -> str:
    """`9:05am`, `10am`, `midday`, in London."""
    london = moment(at)
    if london.hour % 12 == 0 and london.minute == 0:
        return "midday" if london.hour else "midnight"
    minutes = f":{london:%M}" if london.minute else ""
    return f"{london.hour % 12 or 12}{minutes}{'am' if london.hour < 12 else 'pm'}"


def moment_in_words(at: datetime) -> str:
    """`3 April 2026 at 9:05am`, in London."""
    return f"{day_in_words(moment(at))} at {time_in_words(at)}"


def listed(names: Sequence[str], last: str = "and") -> str:
    """`A`, `A and B`, `A, B and C`."""
    return f"{', '.join(names[:-1])} {last} {names[-1]}" if len(names) > 1 else "".join(names)
