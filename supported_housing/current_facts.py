"""Facts of records that a page shows, with today's date and windows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from portal.clock import today
from portal.windows import Windows, load_windows
from supported_housing.build_facts import scheme_facts
from supported_housing.facts import LocationFacts, SchemeFacts
from supported_housing.models import Location, Scheme
from supported_housing.status import Status, six_months_after

WITH_FACTS = ("deactivation_periods", "locations__deactivation_periods")
"""What has to be prefetched on schemes before their facts are asked for."""


def facts_of_scheme(scheme: Scheme, windows: Windows | None = None) -> SchemeFacts:
    return scheme_facts(scheme, windows=windows or load_windows(), today=today())[0]


def facts_of_location(location: Location, windows: Windows | None = None) -> LocationFacts:
    """Facts of one location; its scheme's other locations are read with it."""
    facts, gone = scheme_facts(location.scheme, windows=windows or load_windows(), today=today())
    return next(place for place in (*facts.locations, *gone) if place.id == location.pk)


def facts_of_locations(locations: Iterable[Location], windows: Windows) -> dict[int, LocationFacts]:
    """Facts of the locations of a list, with one build per scheme."""
    found: dict[int, LocationFacts] = {}
    built: set[int] = set()
    for location in locations:
        if location.scheme_id not in built:
            built.add(location.scheme_id)
            facts, gone = scheme_facts(location.scheme, windows=windows, today=today())
            found.update({place.id: place for place in (*facts.locations, *gone)})
    return found


def shown_status(facts: SchemeFacts | LocationFacts, day: date | None = None) -> Status:
    """The status a tag shows: a deactivation more than six months away is not announced yet."""
    day = day or today()
    if facts.status_on(day) is not Status.DEACTIVATING_SOON:
        return facts.status_on(day)
    return _without_far_ends(facts, six_months_after(day)).status_on(day)


def _without_far_ends(facts: SchemeFacts | LocationFacts, limit: date) -> SchemeFacts | LocationFacts:
    near = tuple(period for period in facts.periods if not (period.open and period.deactivation > limit))
    if isinstance(facts, LocationFacts):
        kept = tuple(p for p in facts.scheme.periods if not (p.open and p.deactivation > limit))
        return replace(facts, periods=near, scheme=replace(facts.scheme, periods=kept))
    return replace(facts, periods=near)
