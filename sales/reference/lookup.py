"""Looking up the prices expected for a sale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple, Protocol

LARGEST_BED_KEY = 4


class PriceKey(NamedTuple):
    """What a range is found by."""

    year: int
    la: str
    beds: int


class PriceLimits(NamedTuple):
    """Pounds. A price outside is asked about, never refused."""

    soft_min: Decimal
    soft_max: Decimal


class PriceLookup(Protocol):
    def get(self, key: PriceKey) -> PriceLimits | None:
        """The limits; None (nothing to check) where there is no row."""


def price_key(year: int, la: str | None, beds: int | None) -> PriceKey | None:
    """The key, four and more bedrooms being one group; None while a part is unknown."""
    return None if la is None or beds is None else PriceKey(year, la, min(beds, LARGEST_BED_KEY))


class SaleRanges:
    """Price ranges held in memory."""

    def __init__(self, rows: Mapping[PriceKey, PriceLimits] | None = None) -> None:
        self._rows = dict(rows or {})

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: PriceKey) -> PriceLimits | None:
        return self._rows.get(key)


def sale_ranges_from_rows(year: int, rows: Iterable[Mapping[str, str]]) -> SaleRanges:
    """From rows of the department's file of one year (csv.DictReader)."""
    return SaleRanges(
        {
            PriceKey(year, row["la"], int(row["bedrooms"])): PriceLimits(
                Decimal(row["soft_min"]), Decimal(row["soft_max"])
            )
            for row in rows
        }
    )
