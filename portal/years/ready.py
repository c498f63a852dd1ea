"""Is a year ready? One place that knows what belongs to a year beside its questionnaires."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q

from orgs.areas.models import LocalAuthority
from portal.windows.dates import year_end, year_start

_RANGES: dict[str, Callable[[int], bool]] = {}


def register_ranges(log_type: str, there: Callable[[int], bool]) -> None:
    """A kind of log says whether the ranges that its rules compare with have been imported for a year."""
    _RANGES[log_type] = there


def ranges_ready(log_type: str, year: int) -> bool:
    """Whether the year has ranges of this kind; a kind without ranges needs none."""
    there = _RANGES.get(log_type)
    return there is None or there(year)


def areas_ready(year: int) -> bool:
    """Whether there are local authorities on every day of the year."""
    ends = Q(end_date=None) | Q(end_date__gte=year_end(year))
    return LocalAuthority.objects.filter(ends, start_date__lte=year_start(year)).exists()
