"""Reading the world around sales logs in a fixed number of queries, however many logs there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.logs.preload import named_in
from sales.reference.lookup import PriceKey, PriceLimits, SaleRanges
from sales.reference.models import SaleRange


def sale_ranges(logs: Sequence[Mapping[str, Any]], found_areas: Iterable[str]) -> SaleRanges:
    """The price ranges of every area that one of the logs may turn out to lie in, in one query."""
    codes = named_in(logs, "la") | set(found_areas)
    if not codes:
        return SaleRanges()
    rows = SaleRange.objects.filter(la__in=codes).order_by()
    fields = rows.values_list("start_year", "la", "bedrooms", "soft_min", "soft_max")
    return SaleRanges({PriceKey(*row[:3]): PriceLimits(*row[3:]) for row in fields})
