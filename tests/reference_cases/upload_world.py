"""The world of the upload cases, as their file describes it: who may log for whom, schemes, look-ups, ranges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any

from lettings.context import LettingsContext
from lettings.reference.lookup import RentKey, RentLimits, RentRanges
from portal.clock import LONDON
from portal.logs.facts import Address, AssigneeFacts, OrganisationFacts
from portal.logs.preload import open_dates
from portal.logs.sample_world import known_windows
from portal.logs.uploads.rows.directory import Directory, KnownOrganisation
from sales.context import SalesContext
from sales.reference.lookup import PriceKey, PriceLimits, SaleRanges
from supported_housing.build_facts import facts_from_dicts
from supported_housing.external_ids import ExternalIds, KnownLocation, KnownScheme, former_code
from supported_housing.status import OwnerFacts

CLOCKS = {2025: datetime(2026, 5, 20, 12, tzinfo=LONDON), 2026: datetime(2026, 8, 5, 12, tzinfo=LONDON)}
UPLOADER = "dana@harbour.example.org"
SURE = 0.7


def number_of(code: str) -> int:
    """ORG102 is 102, S201 is 201."""
    return int(code.lstrip("ORGS"))


class UploadWorld:
    """One file of cases."""

    def __init__(self, log_type: str, year: int, given: Mapping[str, Any], areas: Any) -> None:
        self.log_type, self.year, self.given, self.areas = log_type, year, given, areas
        self.at = CLOCKS[year]
        self.today = self.at.date()
        self.users = {user["email"]: user for user in given["users"]}

    @cached_property
    def organisations(self) -> dict[int, Mapping[str, Any]]:
        """The organisations by id."""
        return {one["id"]: one for one in self.given["organisations"]}

    def absorbed_by(self, number: int) -> set[int]:
        """What an organisation has taken over."""
        return {pk for pk, one in self.organisations.items() if one.get("absorbed_by") == f"ORG{number}"}

    @cached_property
    def agents(self) -> dict[int, frozenset[int]]:
        """Owner to its managing agents."""
        found: dict[int, set[int]] = {}
        for pair in self.given["relationships"]:
            found.setdefault(number_of(pair["stock_owner"]), set()).add(number_of(pair["managing_agent"]))
        return {owner: frozenset(agents) for owner, agents in found.items()}

    def owners_of(self, agent: int) -> set[int]:
        """Whose stock an organisation manages."""
        return {owner for owner, agents in self.agents.items() if agent in agents}

    def allowed_owners(self, organisation: int) -> frozenset[int]:
        """For whose stock an organisation may deliver rows."""
        own = {organisation, *self.absorbed_by(organisation)}
        with_stock = {one for one in own if self.organisations[one]["holds_stock"]}
        return frozenset(with_stock.union(*(self.owners_of(one) for one in own)))

    def directory(self, case: Mapping[str, Any]) -> Directory:
        """What cells may name, for whoever uploads."""
        user = self.users[case.get("uploader") or UPLOADER]
        chosen = case.get("for_organisation")
        organisation = number_of(chosen or user["organisation"])
        return Directory(
            organisations={
                pk: KnownOrganisation(
                    pk,
                    one["holds_stock"],
                    number_of(one["absorbed_by"]) if one.get("absorbed_by") else None,
                    one["provider_type"],
                )
                for pk, one in self.organisations.items()
            },
            former_codes={
                one["legacy_visible_id"]: pk for pk, one in self.organisations.items() if one.get("legacy_visible_id")
            },
            agents=self.agents,
            allowed_owners=self.allowed_owners(organisation),
            users={email: (one["id"], number_of(one["organisation"])) for email, one in self.users.items()},
            uploader_id=user["id"],
            by_support=user["role"] == "support",
            places=self.places,
            address_found=self.search,
        )

    @cached_property
    def places(self) -> ExternalIds:
        """Schemes and locations by their codes."""
        schemes = (
            KnownScheme(one["id"], number_of(one["owner"]), former_code(one.get("legacy_visible_id")))
            for one in self.given["schemes"]
        )
        locations = (
            KnownLocation(one["id"], number_of(one["scheme"]), former_code(one.get("legacy_visible_id")))
            for one in self.given["locations"]
        )
        return ExternalIds(schemes, locations)

    def search(self, text: str) -> str | None:
        """What the address service is sure of."""
        for one in self.given["address_search"]:
            if one["searched_for"] == text:
                found = next(iter(one["results"]), None)
                return found["uprn"] if found and found["match"] >= SURE else None
        return None

    @cached_property
    def addresses(self) -> Mapping[str, Address | None]:
        """The address service."""

        class Known(dict[str, Address | None]):
            def __contains__(self, uprn: object) -> bool:
                return True

        found = Known()
        for one in self.given["uprn_lookup"]:
            if "BUILDING_NUMBER" in one:
                locality = one.get("DEPENDENT_LOCALITY")
                found[one["UPRN"]] = Address(
                    f"{one['BUILDING_NUMBER']}, {one['THOROUGHFARE_NAME'].title()}",
                    locality.title() if locality else None,
                    one["POST_TOWN"].title(),
                    one["POSTCODE"],
                )
        return found

    def context(self, areas: Mapping[str, str] = MappingProxyType({})) -> Any:
        """The facts around the rows; `areas` are authorities of postcodes other than those of the world."""
        common = {
            "today": self.today,
            "open_dates": open_dates(known_windows(), self.today),
            "organisations": self._organisation_facts,
            "users": self._user_facts,
            "areas": self.areas,
            "postcode_areas": {
                one["postcode"]: one["local_authority"]
                for one in self.given["postcode_lookup"]
                if one["local_authority"]
            }
            | areas,
            "addresses": self.addresses,
        }
        if self.log_type == "sales":
            return SalesContext(**common, sale_ranges=self._prices)
        housing = self._housing
        return LettingsContext(**common, schemes=housing.schemes, locations=housing.locations, rent_ranges=self._rents)

    @cached_property
    def _organisation_facts(self) -> dict[int | None, OrganisationFacts]:
        day = date.fromisoformat
        return {
            pk: OrganisationFacts(
                pk,
                one["name"],
                one["provider_type"],
                one["holds_stock"],
                merge_date=day(one["merge_date"]) if one.get("merge_date") else None,
                absorbing_id=number_of(one["absorbed_by"]) if one.get("absorbed_by") else None,
                absorbed_ids=frozenset(self.absorbed_by(pk)),
                available_from=day(one["available_from"]) if one.get("available_from") else None,
                agreement_signed=one["data_protection_agreement_accepted"],
                rent_periods=frozenset(one["rent_periods"]),
            )
            for pk, one in self.organisations.items()
        }

    @cached_property
    def _user_facts(self) -> dict[int | None, AssigneeFacts]:
        return {
            one["id"]: AssigneeFacts(
                one["id"],
                number_of(one["organisation"]),
                frozenset(self.absorbed_by(number_of(one["organisation"]))),
            )
            for one in self.users.values()
        }

    @cached_property
    def _housing(self) -> Any:
        def periods(one: Mapping[str, Any]) -> list[list[Any]]:
            return [[one["deactivated_from"], one.get("reactivated_on")]] if one.get("deactivated_from") else []

        schemes = [
            {
                "id": scheme["id"],
                "name": scheme["name"],
                "owning_organisation_id": number_of(scheme["owner"]),
                "confirmed": scheme["confirmed"],
                "startdate": scheme["start"],
                "created_at": "2021-04-01",
                "periods": periods(scheme),
                "locations": [
                    {
                        "id": one["id"],
                        "name": one["name"],
                        "postcode": one["postcode"],
                        "code": one["local_authority"],
                        "units": one["units"],
                        "type_of_unit": one["type_of_unit"],
                        "mobility_type": one["mobility_type"],
                        "confirmed": one["confirmed"],
                        "startdate": one["start"],
                        "periods": periods(one),
                    }
                    for one in self.given["locations"]
                    if one["scheme"] == scheme["code"]
                ],
            }
            for scheme in self.given["schemes"]
        ]
        owners = {pk: OwnerFacts(pk) for pk in self.organisations}
        return facts_from_dicts(schemes, today=self.today, owners=owners, windows=known_windows())

    @cached_property
    def _rents(self) -> RentRanges:
        return RentRanges(
            {
                RentKey(year, one["la"], beds, lettype): RentLimits(
                    *(Decimal(one[name]) for name in ("soft_min", "soft_max", "hard_min", "hard_max"))
                )
                for one in self.given["rent_ranges"]
                for year in one["start_years"]
                for beds in one["beds"]
                for lettype in one["lettypes"]
            }
        )

    @cached_property
    def _prices(self) -> SaleRanges:
        return SaleRanges(
            {
                PriceKey(year, one["la"], beds): PriceLimits(Decimal(one["soft_min"]), Decimal(one["soft_max"]))
                for one in self.given["sale_ranges"]
                for year in one["start_years"]
                for beds in one["bedrooms"]
            }
        )
