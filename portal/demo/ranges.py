"""Made-up rent and price ranges, marked as such: the department's own figures are loaded by `load_reference`."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from lettings.models import RentRange
from orgs.areas.lookup import Areas
from sales.models import SaleRange

HIGHEST_LETTYPE = 12
BATCH = 4000


def load_illustrative_ranges(areas: Areas, years: list[int]) -> None:
    """For years that have none at all; figures that are there, real or not, are left alone."""
    for year in years:
        codes = [area.code for area in areas.offered_on(date(year, 4, 1))]
        if not RentRange.objects.filter(start_year=year).exists():
            RentRange.objects.bulk_create(_rents(year, codes), batch_size=BATCH)
        if not SaleRange.objects.filter(start_year=year).exists():
            SaleRange.objects.bulk_create(_prices(year, codes), batch_size=BATCH)


def _level(code: str) -> int:
    """The same for an authority every time, different between authorities: 0 to 99."""
    return zlib.crc32(code.encode()) % 100


def _rents(year: int, codes: list[str]) -> Iterator[RentRange]:
    for code in codes:
        for lettype in range(1, HIGHEST_LETTYPE + 1):
            for beds in (0,) if lettype % 2 == 0 else (1, 2, 3, 4):
                usual = 70 + _level(code) + 15 * beds + 8 * lettype
                yield RentRange(
                    start_year=year,
                    la=code,
                    beds=beds,
                    lettype=lettype,
                    soft_min=Decimal(usual) * Decimal("0.5"),
                    soft_max=Decimal(usual) * Decimal("1.8"),
                    hard_min=Decimal(10),
                    hard_max=Decimal(2000),
                    illustrative=True,
                )


def _prices(year: int, codes: list[str]) -> Iterator[SaleRange]:
    for code in codes:
        for beds in (1, 2, 3, 4):
            usual = 90_000 + 3_000 * _level(code) + 60_000 * beds
            yield SaleRange(
                start_year=year,
                la=code,
                bedrooms=beds,
                soft_min=Decimal(usual) * Decimal("0.5"),
                soft_max=Decimal(usual) * 2,
                illustrative=True,
            )
