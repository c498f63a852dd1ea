"""What lies outside the answers of a sales log, for one evaluation or for a whole file.

All lookups are answered from values that were loaded before, so that evaluating a row asks the database nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.logs.context import LogContext, common_facts, day_of
from portal.logs.facts import Address, Areas
from portal.windows import Windows, load_windows
from sales.preload import sale_ranges
from sales.reference.lookup import PriceLookup, SaleRanges


@dataclass(slots=True)
class SalesContext(LogContext):
    """The world around a sales log: what any log needs, and the prices expected."""

    sale_ranges: PriceLookup = field(default_factory=SaleRanges)


def context_for(
    logs: Iterable[Mapping[str, Any]],
    *,
    now: datetime,
    updated_by_support: bool = False,
    agreement_not_needed: bool = False,
    addresses: Mapping[str, Address | None] | None = None,
    windows: Windows | None = None,
    areas: Areas | None = None,
    known: LogContext | None = None,
) -> SalesContext:
    """The world around these logs, in a fixed number of queries however many there are.

    `addresses` is what the address service gave for the UPRNs among them, None for those it does not know; `windows`
    and `areas` are the collection windows and local authorities where they have been read already, and `known` is a
    context whose organisations and people still hold.
    """
    answers = list(logs)
    common = common_facts(
        answers,
        windows=windows or load_windows(),
        today=day_of(now),
        addresses=dict(addresses or {}),
        areas=areas,
        known=known,
    )
    return SalesContext(
        **common,
        sale_ranges=sale_ranges(answers, common["postcode_areas"].values()),
        updated_by_support=updated_by_support,
        agreement_not_needed=agreement_not_needed,
    )
