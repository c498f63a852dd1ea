"""A sample world to judge answers in without a database: invented organisations, users, schemes and look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from lettings.context import LettingsContext
from lettings.reference.lookup import RentKey, RentLimits, RentRanges
from portal.logs.facts import AssigneeFacts, OrganisationFacts
from portal.logs.preload import open_dates
from portal.logs.sample_world import POSTCODE_AREAS, EveryUprn, known_windows, read_areas, read_rows
from supported_housing.build_facts import SupportedHousingFacts, facts_from_dicts
from supported_housing.facts import LocationFacts, SchemeFacts
from supported_housing.status import OwnerFacts

ORGANISATION_FIELDS = ("owning_organisation_id", "managing_organisation_id")
ORGANISATIONS = ("A", "B", "P", "D", "ABS", "ABS2", "M", "M2", "M3")
ORG = {code: number for number, code in enumerate(ORGANISATIONS, 1)}
USERS = {f"u{code}": 100 + number for code, number in ORG.items()} | {"uS": 200}
AREAS_WITH_RANGES = frozenset({"E08000003", "E09000033", "E07000105"})
# What the cases put among the answers, but the portal keeps beside them.
NOT_ANSWERS = frozenset({"updated_by_id", "discarded_at", "unresolved"})

# Schemes: code -> (facts of the scheme, {location code: its facts}); dates are (month, day) of the case's year.
_DEFAULT: dict[str, Any] = {}
_LONDON: dict[str, Any] = {"postcode": "SW1A 1AA", "code": "E09000033"}
_DEACTIVATED = {"periods": [((6, 1), None)]}
_REACTIVATED = {"periods": [((4, 10), (5, 20))]}
SCHEMES: dict[str, tuple[dict[str, Any], dict[str, dict[str, Any]]]] = {
    "S1": ({}, {"S1L1": _DEFAULT}),
    "S2": (
        {},
        {
            "S2L1": {"mobility_type": "A", "type_of_unit": 4},
            "S2L2": {**_LONDON, "mobility_type": "W", "type_of_unit": 7},
        },
    ),
    "S3": ({}, {"S3L1": {**_LONDON, "mobility_type": "N", "type_of_unit": 3}}),
    "SB": ({"owner": "B"}, {"SBL1": _DEFAULT}),
    "SINC": ({"confirmed": False}, {"SINCL1": _DEFAULT}),
    "SNOLOC": ({}, {"SNOLOCL1": {"confirmed": False, "units": None}}),
    "SMIX": ({}, {"SMIXL1": _DEFAULT, "SMIXL2": {"confirmed": False, "units": None}}),
    "SDEA": (_DEACTIVATED, {"SDEAL1": _DEFAULT}),
    "SREA": (_REACTIVATED, {"SREAL1": _DEFAULT}),
    "SFUT": ({"startdate": (6, 1)}, {"SFUTL1": _DEFAULT}),
    "SLF": ({}, {"SLFL1": {"startdate": (6, 1)}}),
    "SL": (
        {},
        {"SLL1": _DEFAULT, "SLDEA": _DEACTIVATED, "SLREA": _REACTIVATED, "SLFUT": {"startdate": (6, 1)}},
    ),
    "SSC": ({}, {"SSCL1": {"postcode": "EH1 1AA", "code": "S12000036"}}),
    "SW14": ({}, {"SW14L1": {"startdate": (8, 19)}}),
    "SW15": ({}, {"SW15L1": {"startdate": (8, 20)}}),
    "SOLD": ({}, {"SOLDL1": {"postcode": "S70 1AA", "code": "E08000016"}}),
}
SCHEME = {code: 1000 + number for number, code in enumerate(SCHEMES)}
LOCATION = {
    code: 5000 + number for number, code in enumerate(code for _, places in SCHEMES.values() for code in places)
}
_IDS = {
    **dict.fromkeys(ORGANISATION_FIELDS, ORG),
    "assigned_to_id": USERS,
    "scheme_id": SCHEME,
    "location_id": LOCATION,
}
_NAMES = {field: {number: code for code, number in codes.items()} for field, codes in _IDS.items()}


def read_rent_ranges(reference: Path, areas: frozenset[str]) -> RentRanges:
    """The rent ranges of these areas from a directory of reference tables, all years that are there."""
    limits = ("soft_min", "soft_max", "hard_min", "hard_max")
    return RentRanges(
        {
            RentKey(int(path.stem[-4:]), row["la"], int(row["beds"]), int(row["lettype"])): RentLimits(
                *(Decimal(row[name]) for name in limits)
            )
            for path in sorted(reference.glob("rent_ranges_[0-9][0-9][0-9][0-9].csv"))
            for row in read_rows(path)
            if row["la"] in areas
        }
    )


def organisations(year: int) -> dict[int | None, OrganisationFacts]:
    """The organisations of the cases in a collection year."""
    june, july = date(year, 6, 1), date(year, 7, 1)
    details: dict[str, dict[str, Any]] = {
        "B": {"provider_type": "LA"},
        "P": {"rent_periods": frozenset({1, 2})},
        "D": {"agreement_signed": False},
        "ABS": {"available_from": june, "absorbed_ids": frozenset({ORG["M"], ORG["M2"]})},
        "ABS2": {"available_from": july, "absorbed_ids": frozenset({ORG["M3"]})},
        "M": {"merge_date": june, "absorbing_id": ORG["ABS"], "absorbing_name": "ABS"},
        "M2": {"merge_date": june, "absorbing_id": ORG["ABS"], "absorbing_name": "ABS"},
        "M3": {"merge_date": july, "absorbing_id": ORG["ABS2"], "absorbing_name": "ABS2"},
    }
    return {
        number: OrganisationFacts(number, code, **{"provider_type": "PRP", **details.get(code, {})})
        for code, number in ORG.items()
    }


def users(known: Mapping[int | None, OrganisationFacts]) -> dict[int | None, AssigneeFacts]:
    """The users of the cases: one of each organisation, and the support user of A."""
    of = {number: ORG[code[1:]] for code, number in USERS.items() if code != "uS"} | {USERS["uS"]: ORG["A"]}
    return {number: AssigneeFacts(number, org, known[org].absorbed_ids) for number, org in of.items()}


def supported_housing(year: int, today: date) -> SupportedHousingFacts:
    """The schemes and locations of the cases in a collection year."""

    def dated(facts: Mapping[str, Any]) -> dict[str, Any]:
        result = {name: value for name, value in facts.items() if name not in ("owner", "periods", "startdate")}
        if "startdate" in facts:
            result["startdate"] = date(year, *facts["startdate"])
        if "periods" in facts:
            result["periods"] = [(date(year, *start), end and date(year, *end)) for start, end in facts["periods"]]
        return result

    usual = {
        "postcode": "M1 1AE",
        "code": "E08000003",
        "mobility_type": "W",
        "type_of_unit": 1,
        "units": 5,
        "startdate": date(2022, 4, 1),
    }
    schemes = [
        {
            "id": SCHEME[code],
            "name": code,
            "owning_organisation_id": ORG[facts.get("owner", "A")],
            "created_at": date(year - 2, 1, 10),
            **dated(facts),
            "locations": [
                {"id": LOCATION[place], "name": place, **usual, **dated(details)} for place, details in places.items()
            ],
        }
        for code, (facts, places) in SCHEMES.items()
    ]
    return facts_from_dicts(
        schemes, today=today, owners={n: OwnerFacts(n) for n in ORG.values()}, windows=known_windows()
    )


class LettingsWorld:
    """The world of one collection year, for all its cases."""

    def __init__(self, reference: Path, year: int) -> None:
        self.year = year
        self.areas = read_areas(reference)
        self.rent_ranges = read_rent_ranges(reference, AREAS_WITH_RANGES)
        self.organisations = organisations(year)
        self.users = users(self.organisations)
        self._context: LettingsContext | None = None

    def context(self, at: datetime) -> LettingsContext:
        """The context at this moment."""
        today = at.date()
        housing = supported_housing(self.year, today)
        self._context = LettingsContext(
            today=today,
            open_dates=open_dates(known_windows(), today),
            organisations=self.organisations,
            users=self.users,
            schemes=housing.schemes,
            locations=housing.locations,
            areas=self.areas,
            rent_ranges=self.rent_ranges,
            postcode_areas=POSTCODE_AREAS,
            addresses=EveryUprn(),
        )
        return self._context

    def resolve(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers with the codes of organisations, users, schemes and locations turned into ids."""
        if self._context is not None:
            self._context.updated_by_support = answers.get("updated_by_id") == "uS"
        return {
            name: _IDS[name].get(value, value) if name in _IDS and isinstance(value, str) else value
            for name, value in answers.items()
            if name not in NOT_ANSWERS
        }

    def name(self, field: str, value: Any) -> Any:
        """The code that stands for an id in the cases; other values come back as they are."""
        return _NAMES[field].get(value, value) if field in _NAMES else value


def world(reference: Path, year: int) -> LettingsWorld:
    """The world of the executed rule cases of a year."""
    return LettingsWorld(reference, year)


def _range_for_any_letting() -> RentRanges:
    limits = RentLimits(Decimal(80), Decimal(150), Decimal(40), Decimal(300))
    return RentRanges(
        {
            RentKey(year, "E09000003", beds, lettype): limits
            for year in range(2024, 2028)
            for beds in range(5)
            for lettype in range(1, 17)
        }
    )


def state_context(case: Mapping[str, Any], reference: Path, at: datetime) -> tuple[LettingsContext, dict[str, Any]]:
    """The context of a state of the form, and the answers that its description keeps apart from the others."""
    given = case["context"]
    fields = (*ORGANISATION_FIELDS, "assigned_to_id", "scheme_id", "location_id")
    more = {name: given[name] for name in (*fields, "lettype") if given.get(name) is not None}
    owner, today = given.get("owning_organisation_id"), at.date()
    schemes: dict[int, SchemeFacts] = {}
    locations: dict[int, LocationFacts] = {}
    if given.get("scheme_id") is not None:
        count = given.get("scheme_active_location_count") or 0
        scheme = {
            "id": given["scheme_id"],
            "owning_organisation_id": owner,
            "locations": [{"id": number} for number in range(1, count + 1)],
        }
        housing = facts_from_dicts([scheme], today=today)
        schemes, locations = dict(housing.schemes), dict(housing.locations)
    provider = given.get("owning_organisation_provider_type")
    context = LettingsContext(
        today=today,
        open_dates=open_dates(known_windows(), today),
        organisations={} if owner is None else {owner: OrganisationFacts(owner, provider_type=provider)},
        schemes=schemes,
        locations=locations,
        areas=read_areas(reference),
        rent_ranges=_range_for_any_letting() if case["point"] == "fuzz" else RentRanges(),
    )
    return context, more
