"""What the sample worlds of both kinds share: areas, postcodes, addresses, collection windows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from orgs.areas.shipped import SHIPPED
from portal.addresses.postcodes import compact_postcode
from portal.logs.facts import Address, Area, Areas
from portal.windows.dates import Window, Windows
from portal.windows.known_years import KNOWN_YEARS

POSTCODES = {"SW1A 1AA": "E09000033", "M1 1AE": "E08000003", "EH1 1AA": "S12000036"}
POSTCODE_AREAS = {compact_postcode(text): code for text, code in POSTCODES.items()}
UNKNOWN_UPRN = "999"
HIGH_STREET = Address("1, High Street", None, "Manchester", "M1 1AE")


class EveryUprn(dict[str, Address | None]):
    """An address service that knows one address under every number but 999."""

    def __contains__(self, uprn: object) -> bool:
        return True

    def get(self, uprn: str, default: Any = None) -> Address | None:
        """The same address for every number but the unknown one."""
        return None if uprn == UNKNOWN_UPRN else HIGH_STREET


def known_windows() -> Windows:
    """The collection windows as announced."""
    return Windows(
        Window(
            year["start_year"],
            year["start"],
            year["submission_deadline"],
            year["new_logs_end"],
            year["edit_end"],
        )
        for year in KNOWN_YEARS
    )


def read_rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a reference table."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def read_areas(reference: Path) -> Areas:
    """The local authorities and their links of a folder of reference tables; those shipped where it has none."""
    day = date.fromisoformat
    if not (reference / "local_authorities.csv").is_file():
        reference = SHIPPED
    areas = (
        Area(row["code"], row["name"], day(row["start_date"]), day(row["end_date"]) if row["end_date"] else None)
        for row in read_rows(reference / "local_authorities.csv")
    )
    links = (
        (row["local_authority_code"], row["linked_local_authority_code"])
        for row in read_rows(reference / "local_authority_links.csv")
    )
    return Areas.of(areas, links)
