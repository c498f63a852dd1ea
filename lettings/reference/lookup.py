"""Looking up the rents expected for a letting."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, Protocol

LARGEST_BED_KEY = 4
SUPPORTED_HOUSING = 2


class RentKey(NamedTuple):
    """What a range is found by; beds as `bed_key` says."""

    year: int
    la: str
    beds: int
    lettype: int


class RentLimits(NamedTuple):
    """Pounds a week."""

    soft_min: Decimal
    soft_max: Decimal
    hard_min: Decimal
    hard_max: Decimal


class RentLookup(Protocol):
    def get(self, key: RentKey) -> RentLimits | None:
        """The limits; None (nothing to check) where there is no row."""


def bed_key(needstype: int | None, beds: int | None) -> int | None:
    """0 for supported housing; otherwise bedrooms, four and more being one group."""
    if needstype == SUPPORTED_HOUSING:
        return 0
    return None if beds is None else min(beds, LARGEST_BED_KEY)


class RentRanges:
    """Rent ranges held in memory."""

    def __init__(self, rows: Mapping[RentKey, RentLimits] | None = None) -> None:
        self._rows = dict(rows or {})

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: RentKey) -> RentLimits | None:
        return self._rows.get(key)
