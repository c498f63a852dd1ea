"""What lies outside the answers of a lettings log, for one evaluation or for a whole file.

All lookups are answered from values that were loaded before, so that evaluating a row asks the database nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lettings.preload import rent_ranges
from lettings.reference.lookup import RentLookup, RentRanges
from portal.logs import preload
from portal.logs.context import LogContext, common_facts, day_of
from portal.logs.facts import Address, Areas
from portal.questionnaire.answers import Answers
from portal.windows import Windows, load_windows
from supported_housing.build_facts import preload as supported_housing
from supported_housing.facts import LocationFacts, SchemeFacts


@dataclass(slots=True)
class LettingsContext(LogContext):
    """The world around a lettings log: what any log needs, its schemes and locations, and the rents expected."""

    schemes: Mapping[int, SchemeFacts] = field(default_factory=dict)
    locations: Mapping[int, LocationFacts] = field(default_factory=dict)
    rent_ranges: RentLookup = field(default_factory=RentRanges)

    def facts_for(self, answers: Answers) -> Mapping[str, Any]:
        """Facts that conditions of the questionnaire may name."""
        scheme = self.schemes.get(answers["scheme_id"])
        locations = None if scheme is None else scheme.active_location_count
        return {**LogContext.facts_for(self, answers), "scheme.active_locations": locations}


def context_for(
    logs: Iterable[Mapping[str, Any]],
    *,
    now: datetime,
    updated_by_support: bool = False,
    agreement_not_needed: bool = False,
    addresses: Mapping[str, Address | None] | None = None,
    windows: Windows | None = None,
    areas: Areas | None = None,
    known: LogContext | None = None,
) -> LettingsContext:
    """The world around these logs, in a fixed number of queries however many there are.

    `addresses` is what the address service gave for the UPRNs among them, None for those it does not know; `windows`
    and `areas` are the collection windows and local authorities where they have been read already, and `known` is a
    context whose organisations and people still hold.
    """
    answers = list(logs)
    windows, today, found = windows or load_windows(), day_of(now), dict(addresses or {})
    common = common_facts(answers, windows=windows, today=today, addresses=found, areas=areas, known=known)
    housing = supported_housing(
        windows=windows,
        today=today,
        scheme_ids=preload.ids_in(answers, "scheme_id"),
        location_ids=preload.ids_in(answers, "location_id"),
    )
    return LettingsContext(
        **common,
        schemes=housing.schemes,
        locations=housing.locations,
        rent_ranges=rent_ranges(
            answers, housing.locations.values(), common["postcode_areas"].values(), common["areas"]
        ),
        updated_by_support=updated_by_support,
        agreement_not_needed=agreement_not_needed,
    )
