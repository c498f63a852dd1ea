"""What lies outside the answers of a lettings log, for one evaluation or for a whole file.

All lookups are answered from values that were loaded before, so that evaluating a row asks the database nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Unpack

from lettings.preload import rent_ranges
from lettings.reference.lookup import RentLookup, RentRanges
from portal.logs import preload
from portal.logs.context import Given, LogContext, common_facts, day_of
from portal.questionnaire.answers import Answers
from portal.windows import load_windows
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


def context_for(logs: Iterable[Mapping[str, Any]], *, now: datetime, **given: Unpack[Given]) -> LettingsContext:
    """The world around these logs, in a fixed number of queries however many there are."""
    answers, today, windows = list(logs), day_of(now), given.get("windows") or load_windows()
    common = common_facts(answers, today, windows, given)
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
    )
