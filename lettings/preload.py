"""Reading the world around lettings logs in a fixed number of queries, however many logs there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lettings.reference.lookup import RentKey, RentLimits, RentRanges
from lettings.reference.models import RentRange
from portal.logs.facts import Areas
from portal.logs.preload import named_in
from supported_housing.facts import LocationFacts

_FIELDS = ("start_year", "la", "beds", "lettype", "soft_min", "soft_max", "hard_min", "hard_max")


def rent_ranges(
    logs: Sequence[Mapping[str, Any]],
    locations: Iterable[LocationFacts],
    found_areas: Iterable[str],
    areas: Areas,
) -> RentRanges:
    """The rent ranges of every area that one of the logs may turn out to lie in, in one query."""
    codes = named_in(logs, "la") | set(found_areas)
    codes |= {place.code for place in locations if place.code}
    codes |= {other for code in codes for other in areas.linked.get(code, ())}
    if not codes:
        return RentRanges()
    rows = RentRange.objects.filter(la__in=codes).order_by().values_list(*_FIELDS)
    return RentRanges({RentKey(*row[:4]): RentLimits(*row[4:]) for row in rows})
