"""Facts of records that a page shows, with today's date and windows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from portal.clock import today
from portal.windows import Windows, load_windows
from supported_housing.build_facts import location_facts, scheme_core, scheme_facts
from supported_housing.facts import LocationFacts, SchemeCore, SchemeFacts
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


def listed_facts(record: Scheme | Location) -> SchemeCore | LocationFacts:
    """Facts of a row of a list that was read `with_statuses`: enough for its status, without its neighbours."""
    scheme = record if isinstance(record, Scheme) else record.scheme
    complete: bool = record.has_complete_location  # type: ignore[union-attr] # annotated
    core = scheme_core(scheme, windows=None, has_confirmed_location=complete)
    return core if isinstance(record, Scheme) else location_facts(record, scheme=core, windows=None)


def current_status(facts: SchemeCore | LocationFacts, day: date | None = None) -> Status:
    """The status now. The day of a merger has begun, so an owner that merges today is gone (6.2, 6.5)."""
    day = day or today()
    owner = facts.scheme.owner if isinstance(facts, LocationFacts) else facts.owner
    return (_without_owner(facts) if owner.merge_date == day else facts).status_on(day)


def shown_status(facts: SchemeCore | LocationFacts, day: date | None = None) -> Status:
    """The status a tag shows: a deactivation more than six months away is not announced yet."""
    day = day or today()
    status = current_status(facts, day)
    if status is not Status.DEACTIVATING_SOON:
        return status
    return current_status(_without_far_ends(facts, six_months_after(day)), day)


def _without_owner(facts: SchemeCore | LocationFacts) -> SchemeCore | LocationFacts:
    if isinstance(facts, LocationFacts):
        return replace(facts, scheme=replace(facts.scheme, owner=replace(facts.scheme.owner, active=False)))
    return replace(facts, owner=replace(facts.owner, active=False))


def _without_far_ends(facts: SchemeCore | LocationFacts, limit: date) -> SchemeCore | LocationFacts:
    near = tuple(period for period in facts.periods if not (period.open and period.deactivation > limit))
    if isinstance(facts, LocationFacts):
        kept = tuple(p for p in facts.scheme.periods if not (p.open and p.deactivation > limit))
        return replace(facts, periods=near, scheme=replace(facts.scheme, periods=kept))
    return replace(facts, periods=near)
