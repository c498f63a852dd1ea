"""What archives and manifests are called (docs/domain/export.md#3 to 5)."""

from __future__ import annotations

from datetime import date

from portal.changes import LETTINGS, ORGANISATIONS, SALES, USERS

MANIFEST = "manifest.xml"

# The years in the names of users and organisations have never moved; the receiver knows the archives by them.
_STEMS = {
    LETTINGS: "core_{year}_{next_year}_apr_mar",
    SALES: "core_sales_{year}_{next_year}_apr_mar",
    USERS: "users_2024_2025_apr_mar",
    ORGANISATIONS: "organisations_2024_2025_apr_mar",
}


def archive_name(collection: str, year: int | None, base_number: int, increment_number: int) -> str:
    """Base name of an archive, without extension."""
    stem = _STEMS[collection].format(year=year, next_year=None if year is None else year + 1)
    return f"{stem}_f{base_number:04}_inc{increment_number:04}"


def part_name(archive: str, number: int) -> str:
    return f"{archive}_pt{number:03}.xml"


def master_manifest_name(day: date, daily_number: int) -> str:
    return f"Manifest_{day:%Y_%m_%d}_{daily_number:04}.csv"
