"""Reading the world around lettings logs in a fixed number of queries, however many logs there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lettings.facts import Address, Areas, LocationFacts, RentRange
from portal.logs.preload import named_in

RENT_FIELDS = ("start_year", "la", "beds", "lettype", "soft_min", "soft_max", "hard_min", "hard_max")
RentKey = tuple[int, str, int, int]


def rent_ranges(
    logs: Sequence[Mapping[str, Any]],
    locations: Iterable[LocationFacts],
    found_areas: Iterable[str],
    areas: Areas,
) -> dict[RentKey, RentRange]:
    """The rent ranges of every area that one of the logs may turn out to lie in, in one query."""
    from lettings.reference.models import RentRange as Row

    codes = named_in(logs, "la") | set(found_areas)
    codes |= {place.code for place in locations if place.code}
    codes |= {other for code in codes for other in areas.linked.get(code, ())}
    if not codes:
        return {}
    rows = Row.objects.filter(la__in=codes).order_by().values_list(*RENT_FIELDS)
    return {(year, la, beds, lettype): RentRange(*limits) for year, la, beds, lettype, *limits in rows}


def postcodes_of(logs: Sequence[Mapping[str, Any]], addresses: Iterable[Address | None]) -> set[str]:
    """Every postcode whose area one of the logs may need."""
    texts = {str(text) for text in named_in(logs, "postcode_full", "ppostcode_full", "postcode_full_input")}
    return texts | {address.postcode_full for address in addresses if address and address.postcode_full}
