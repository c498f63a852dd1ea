"""Which collection years an export covers when none is named (docs/domain/export.md#2)."""

from __future__ import annotations

from datetime import date

from portal.changes import LETTINGS
from portal.windows import Windows, collection_year

FIRST_YEAR_OF_SALES = 2025


def years_to_export(collection: str, windows: Windows, today: date) -> list[int]:
    """In processing order. The year before the previous one counts only while years overlap."""
    current = collection_year(today)
    archived = [year for year in windows.available_years(today) if year == current - 2]
    if collection == LETTINGS:
        return [current - 1, *archived, current, current + 1]
    return [year for year in (current, current - 1, current + 1, *archived) if year >= FIRST_YEAR_OF_SALES]
