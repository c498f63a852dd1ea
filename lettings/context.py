"""What lies outside the answers of a lettings log, for one evaluation or for a whole file.

All lookups are answered from values that were loaded before, so that evaluating a row asks the database nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from lettings.facts import (
    Address,
    Areas,
    AssigneeFacts,
    LocationFacts,
    OpenDates,
    OrganisationFacts,
    RentRange,
    SchemeFacts,
)
from lettings.preload import postcodes_of, rent_ranges
from portal.addresses.postcodes import compact_postcode
from portal.logs import preload
from portal.questionnaire.answers import Answers, Changes
from portal.windows import collection_year, load_windows
from supported_housing.build_facts import preload as supported_housing

LONDON = ZoneInfo("Europe/London")
RentRanges = Mapping[tuple[int, str, int, int], RentRange]


@dataclass(slots=True)
class LettingsContext:
    """The world around a log. `changes` is set at the start of every evaluation, the rest when it is built."""

    today: date
    open_dates: OpenDates
    organisations: Mapping[int | None, OrganisationFacts] = field(default_factory=dict)
    users: Mapping[int | None, AssigneeFacts] = field(default_factory=dict)
    schemes: Mapping[int | None, SchemeFacts] = field(default_factory=dict)
    locations: Mapping[int | None, LocationFacts] = field(default_factory=dict)
    areas: Areas = field(default_factory=Areas)
    rent_ranges: RentRanges = field(default_factory=dict)
    postcode_areas: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, Address | None] = field(default_factory=dict)
    updated_by_support: bool = False
    agreement_not_needed: bool = False
    changes: Changes | None = None

    @property
    def current_year(self) -> int:
        """The collection year of today, which a log without a start date counts to."""
        return collection_year(self.today)

    def provider_type(self, log: Answers) -> str | None:
        """LA or PRP: what the stock owner of the log is."""
        owner = self.organisations.get(log["owning_organisation_id"])
        return None if owner is None else owner.provider_type

    def postcode_area(self, postcode: str | None) -> str | None:
        """The area of a postcode as the postcode directory has it."""
        return self.postcode_areas.get(compact_postcode(postcode))

    def address_by_uprn(self, uprn: str | None) -> Address | None:
        """The address that the address service gave for a UPRN."""
        return self.addresses.get(uprn) if uprn else None

    def was_looked_up(self, uprn: str) -> bool:
        """Say whether the address service was asked for a UPRN; where it was not, nothing follows from silence."""
        return uprn in self.addresses

    def facts_for(self, answers: Answers) -> Mapping[str, Any]:
        """Facts that conditions of the questionnaire may name."""
        scheme = self.schemes.get(answers["scheme_id"])
        return {
            "owner.provider_type": self.provider_type(answers),
            "scheme.active_locations": None if scheme is None else scheme.active_location_count,
        }

    def previously(self, name: str) -> Any:
        """What the log as stored holds in a field."""
        return None if self.changes is None else self.changes.previous[name]

    def changed(self, name: str, log: Answers) -> bool:
        """Say whether this save changes a field, whoever does it: the user or what follows from their answers."""
        return self.changes is not None and self.changes.previous[name] != log[name]


def context_for(
    logs: Iterable[Mapping[str, Any]],
    *,
    now: datetime,
    updated_by_support: bool = False,
    agreement_not_needed: bool = False,
    addresses: Mapping[str, Address | None] | None = None,
) -> LettingsContext:
    """The world around these logs, in a fixed number of queries however many there are.

    `addresses` is what the address service gave for the UPRNs among them, None for those it does not know.
    """
    answers = list(logs)
    today, windows = now.astimezone(LONDON).date(), load_windows()
    housing = supported_housing(
        windows=windows,
        today=today,
        scheme_ids=preload.ids_in(answers, "scheme_id"),
        location_ids=preload.ids_in(answers, "location_id"),
    )
    areas, found = preload.areas(), dict(addresses or {})
    postcode_areas = preload.postcode_areas(postcodes_of(answers, found.values()))
    return LettingsContext(
        today=today,
        open_dates=preload.open_dates(windows, today),
        organisations=preload.organisations(
            preload.ids_in(answers, "owning_organisation_id", "managing_organisation_id")
        ),
        users=preload.users(preload.ids_in(answers, "assigned_to_id")),
        schemes=housing.schemes,
        locations=housing.locations,
        areas=areas,
        rent_ranges=rent_ranges(answers, housing.locations.values(), postcode_areas.values(), areas),
        postcode_areas=postcode_areas,
        addresses=found,
        updated_by_support=updated_by_support,
        agreement_not_needed=agreement_not_needed,
    )
