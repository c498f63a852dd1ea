"""A sample world to judge answers in without a database: an invented organisation and its user, prices, look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from portal.logs.facts import AssigneeFacts, OrganisationFacts
from portal.logs.preload import open_dates
from portal.logs.sample_world import POSTCODE_AREAS, EveryUprn, known_windows, read_areas, read_rows
from sales.context import SalesContext
from sales.reference.lookup import PriceKey, PriceLimits, SaleRanges, sale_ranges_from_rows

ORGANISATION_FIELDS = ("owning_organisation_id", "managing_organisation_id")
ORG = {"A": 1}
USERS = {"uA": 101}
_IDS = {**dict.fromkeys(ORGANISATION_FIELDS, ORG), "assigned_to_id": USERS}
_NAMES = {field: {number: code for code, number in codes.items()} for field, codes in _IDS.items()}


def read_sale_ranges(reference: Path, year: int) -> SaleRanges:
    """The prices of a year in a folder of reference tables; the folder that is shipped has areas only."""
    path = reference / f"sale_ranges_{year}.csv"
    return sale_ranges_from_rows(year, read_rows(path)) if path.exists() else SaleRanges()


class SalesWorld:
    """The world of one collection year, for all its cases."""

    def __init__(self, reference: Path, year: int) -> None:
        self.areas = read_areas(reference)
        self.sale_ranges = read_sale_ranges(reference, year)
        self.organisations: dict[int | None, OrganisationFacts] = {
            number: OrganisationFacts(number, code) for code, number in ORG.items()
        }
        self.users: dict[int | None, AssigneeFacts] = {USERS["uA"]: AssigneeFacts(USERS["uA"], ORG["A"])}

    def context(self, at: datetime) -> SalesContext:
        """The context at this moment."""
        today = at.date()
        return SalesContext(
            today=today,
            open_dates=open_dates(known_windows(), today),
            organisations=self.organisations,
            users=self.users,
            areas=self.areas,
            postcode_areas=POSTCODE_AREAS,
            addresses=EveryUprn(),
            sale_ranges=self.sale_ranges,
        )

    def resolve(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers with the codes of organisations and users turned into ids."""
        return {
            name: _IDS[name].get(value, value) if name in _IDS and isinstance(value, str) else value
            for name, value in answers.items()
        }

    def name(self, field: str, value: Any) -> Any:
        """The code that stands for an id in the cases; other values come back as they are."""
        return _NAMES[field].get(value, value) if field in _NAMES else value


def world(reference: Path, year: int) -> SalesWorld:
    """The world of the executed rule cases of a year."""
    return SalesWorld(reference, year)


def _prices_of_any_home() -> SaleRanges:
    low_high = PriceLimits(Decimal(100_000), Decimal(250_000))
    return SaleRanges(
        {PriceKey(year, "E09000003", beds): low_high for year in range(2024, 2028) for beds in range(1, 5)}
    )


def state_context(case: Mapping[str, Any], reference: Path, at: datetime) -> tuple[SalesContext, dict[str, Any]]:
    """The context of a state of the form, and the answers that its description keeps apart from the others."""
    given = case["context"]
    more = {name: given[name] for name in (*ORGANISATION_FIELDS, "assigned_to_id") if given.get(name) is not None}
    owner, today = given.get("owning_organisation_id"), at.date()
    provider = given.get("owning_organisation_provider_type")
    context = SalesContext(
        today=today,
        open_dates=open_dates(known_windows(), today),
        organisations={} if owner is None else {owner: OrganisationFacts(owner, provider_type=provider)},
        areas=read_areas(reference),
        sale_ranges=_prices_of_any_home() if case["point"] == "fuzz" else SaleRanges(),
    )
    return context, more
