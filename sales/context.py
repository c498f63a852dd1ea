"""What lies outside the answers of a sales log, for one evaluation or for a whole file.

All lookups are answered from values that were loaded before, so that evaluating a row asks the database nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Unpack

from portal.logs.context import Given, LogContext, common_facts, day_of
from portal.windows import load_windows
from sales.preload import sale_ranges
from sales.reference.lookup import PriceLookup, SaleRanges


@dataclass(slots=True)
class SalesContext(LogContext):
    """The world around a sales log: what any log needs, and the prices expected."""

    sale_ranges: PriceLookup = field(default_factory=SaleRanges)


def context_for(logs: Iterable[Mapping[str, Any]], *, now: datetime, **given: Unpack[Given]) -> SalesContext:
    """The world around these logs, in a fixed number of queries however many there are."""
    answers, today, windows = list(logs), day_of(now), given.get("windows") or load_windows()
    common = common_facts(answers, today, windows, given)
    return SalesContext(
        **common,
        sale_ranges=sale_ranges(answers, common["postcode_areas"].values()),
    )
