"""When a scheme or location was, is and will be available, in words and as periods. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.words import day_in_words
from supported_housing.facts import LocationFacts, SchemeCore
from supported_housing.status import Period


@dataclass(frozen=True, slots=True)
class Available:
    """Active from `start` to the day before `end`; for good when there is no end."""

    start: date
    end: date | None = None

    @property
    def words(self) -> str:
        text = f"Active from {day_in_words(self.start)}"
        if self.end is None:
            return text
        return f"{text} to {day_in_words(self.end - timedelta(days=1))}, Deactivated on {day_in_words(self.end)}"


def scheme_availability(scheme: SchemeCore) -> list[Available]:
    return _split(scheme.available_from, scheme.periods)


def location_availability(location: LocationFacts) -> list[Available]:
    """The location's own periods, with those of the scheme that cut into them."""
    own = location.periods
    first = location.available_from
    last_own = max((period.deactivation for period in own), default=None)
    of_scheme = (
        period
        for period in location.scheme.periods
        if (first is None or period.deactivation >= first) and (last_own is None or period.deactivation <= last_own)
    )
    return _split(first, (*own, *of_scheme))


def in_words(periods: Iterable[Available]) -> str:
    return ", ".join(period.words for period in periods)


def _split(first: date | None, periods: Iterable[Period]) -> list[Available]:
    spans: list[tuple[date | None, date | None]] = [(first, None)]
    for period in _not_nested(periods):
        spans[-1] = (spans[-1][0], period.deactivation)
        spans.append((period.reactivation, None))
    return [Available(start, end) for start, end in spans if start is not None and (end is None or start < end)]


def _not_nested(periods: Iterable[Period]) -> list[Period]:
    """Sorted, without a period that lies wholly inside another closed one."""
    ordered = sorted(set(periods), key=lambda period: (period.deactivation, period.reactivation or date.max))

    def inside(inner: Period, outer: Period) -> bool:
        return (
            inner != outer
            and outer.reactivation is not None
            and inner.reactivation is not None
            and outer.deactivation <= inner.deactivation
            and inner.reactivation <= outer.reactivation
        )

    return [period for period in ordered if not any(inside(period, other) for other in ordered)]
