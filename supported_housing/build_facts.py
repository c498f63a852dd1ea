"""Building facts: from the database in a fixed number of queries, or from plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from portal.clock import LONDON
from portal.windows.dates import Windows
from supported_housing.facts import LocationFacts, SchemeCore, SchemeFacts
from supported_housing.models import Location, Scheme
from supported_housing.status import OwnerFacts, Period


def as_day(value: date | datetime | str | None) -> date | None:
    """The London day of a date, a moment, or ISO text (facts come from the database and from files)."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        return value.astimezone(LONDON).date() if value.tzinfo else value.date()
    return value


@dataclass(frozen=True, slots=True)
class SupportedHousingFacts:
    """Schemes and locations by id, for one page or for a whole file."""

    schemes: Mapping[int, SchemeFacts]
    locations: Mapping[int, LocationFacts]

    def scheme(self, scheme_id: int | None) -> SchemeFacts | None:
        return None if scheme_id is None else self.schemes.get(scheme_id)

    def location(self, location_id: int | None) -> LocationFacts | None:
        return None if location_id is None else self.locations.get(location_id)

    @classmethod
    def of(cls, schemes: Iterable[SchemeFacts], gone: Iterable[LocationFacts] = ()) -> SupportedHousingFacts:
        """These schemes with their locations; those that are deleted are known by id only."""
        by_id = {scheme.id: scheme for scheme in schemes}
        locations = {place.id: place for scheme in by_id.values() for place in scheme.locations}
        return cls(by_id, locations | {place.id: place for place in gone})


def preload(
    *,
    windows: Windows,
    today: date,
    scheme_ids: Iterable[int] | None = None,
    location_ids: Iterable[int] | None = None,
) -> SupportedHousingFacts:
    """Facts of the named schemes, and of those of the named locations, in one query.

    Deleted schemes are included where named by id (an old log may still point to one); deleted locations
    are known by id but no longer count among their scheme's locations.
    """
    schemes, places = set(scheme_ids or ()), set(location_ids or ())
    if not schemes and not places:
        return SupportedHousingFacts({}, {})
    named = Scheme.objects.filter(pk__in=schemes).order_by().values("pk")
    theirs = Location.objects.filter(pk__in=places).order_by().values("scheme")
    rows = list(Scheme.objects.filter(pk__in=named.union(theirs)).as_plain_data())
    owners = {row["owning_organisation_id"]: _owner_of(row) for row in rows}
    return facts_from_dicts(rows, today=today, owners=owners, windows=windows)


def _owner_of(row: Mapping[str, Any]) -> OwnerFacts:
    gone = row["owner_discarded_at"] is not None
    return OwnerFacts(row["owning_organisation_id"], row["owner_active"], as_day(row["owner_merge_date"]), gone)


def scheme_facts(scheme: Scheme, *, windows: Windows, today: date) -> tuple[SchemeFacts, tuple[LocationFacts, ...]]:
    """Facts of one scheme with what is prefetched on it, and those of its deleted locations."""
    places = list(scheme.locations.all())
    core = scheme_core(
        scheme,
        windows=windows,
        has_confirmed_location=any(place.confirmed and place.discarded_at is None for place in places),
    )
    return _with_places(core, today, [location_facts(place, scheme=core, windows=windows) for place in places])


def _with_places(
    core: SchemeCore, today: date, places: Iterable[LocationFacts]
) -> tuple[SchemeFacts, tuple[LocationFacts, ...]]:
    built = list(places)
    kept = tuple(place for place in built if not place.discarded)
    values = {item.name: getattr(core, item.name) for item in fields(SchemeCore)}
    return SchemeFacts(**values, today=today, locations=kept), tuple(place for place in built if place.discarded)


def scheme_core(scheme: Scheme, *, windows: Windows | None, has_confirmed_location: bool) -> SchemeCore:
    """A list that asks for statuses only gives no windows: no status depends on the day it was first available."""
    owner = scheme.owning_organisation
    return SchemeCore(
        id=scheme.pk,
        owning_organisation_id=scheme.owning_organisation_id,
        name=scheme.service_name,
        confirmed=scheme.confirmed,
        discarded=scheme.discarded_at is not None,
        has_confirmed_location=has_confirmed_location,
        startdate=as_day(scheme.startdate),
        available_from=available_from(scheme, windows=windows) if windows else None,
        owner=OwnerFacts(owner.pk, owner.active, as_day(owner.merge_date), owner.discarded_at is not None),
        periods=_periods(scheme),
    )


def location_facts(location: Location, *, scheme: SchemeCore, windows: Windows | None) -> LocationFacts:
    """As `scheme_core`, for a location of the scheme."""
    return LocationFacts(
        id=location.pk,
        scheme=scheme,
        postcode=location.postcode or None,
        code=location.location_code or None,
        name=location.name,
        units=location.units,
        type_of_unit=location.type_of_unit,
        mobility_type=location.mobility_type,
        confirmed=location.confirmed,
        discarded=location.discarded_at is not None,
        startdate=as_day(location.startdate),
        available_from=available_from(location, windows=windows) if windows else None,
        periods=_periods(location),
    )


def available_from(record: Scheme | Location, *, windows: Windows) -> date:
    """Its start date, else the start of the earliest year that was open when it was created."""
    start = as_day(record.startdate)
    if start is not None:
        return start
    created = as_day(record.created_at)
    assert created is not None
    return windows.earliest_open(created)


def _periods(record: Scheme | Location) -> tuple[Period, ...]:
    rows = record.deactivation_periods.all()
    return _in_order(Period(row.deactivation_date, row.reactivation_date) for row in rows)


def _in_order(periods: Iterable[Period]) -> tuple[Period, ...]:
    return tuple(sorted(periods, key=lambda period: (period.deactivation, period.reactivation or date.max)))


def facts_from_dicts(
    schemes: Iterable[Mapping[str, Any]],
    *,
    today: date,
    owners: Mapping[int, OwnerFacts] | None = None,
    windows: Windows | None = None,
) -> SupportedHousingFacts:
    """The same facts from plain data: rows as `as_plain_data` reads them, rule cases, commands that read files.

    A scheme: {"id", "owning_organisation_id", "confirmed"?, "startdate"?, "available_from"?, "created_at"?,
    "periods"? [[from, to or null]], "locations"? [{"id", "postcode", "code", ...}]}.
    """
    known_owners = owners or {}
    dates = windows or Windows()
    built: list[SchemeFacts] = []
    gone: list[LocationFacts] = []
    for data in schemes:
        places = list(data.get("locations", ()))
        owner_id = data.get("owning_organisation_id")
        core = SchemeCore(
            id=data["id"],
            owning_organisation_id=owner_id,
            name=data.get("name", ""),
            confirmed=data.get("confirmed", True),
            discarded=_discarded(data),
            has_confirmed_location=any(place.get("confirmed", True) and not _discarded(place) for place in places),
            startdate=as_day(data.get("startdate")),
            available_from=_available_from_dict(data, dates),
            owner=known_owners.get(owner_id or 0, OwnerFacts(owner_id)),
            periods=_periods_from(data),
        )
        scheme, deleted = _with_places(core, today, [_location_from_dict(place, core, dates) for place in places])
        built.append(scheme)
        gone.extend(deleted)
    return SupportedHousingFacts.of(built, gone)


def _discarded(data: Mapping[str, Any]) -> bool:
    return bool(data.get("discarded") or data.get("discarded_at"))


def _location_from_dict(data: Mapping[str, Any], scheme: SchemeCore, windows: Windows) -> LocationFacts:
    plain = {key: data[key] for key in ("id", "name", "units", "type_of_unit", "mobility_type") if key in data}
    return LocationFacts(
        scheme=scheme,
        postcode=data.get("postcode") or None,
        code=data.get("code") or None,
        confirmed=data.get("confirmed", True),
        discarded=_discarded(data),
        startdate=as_day(data.get("startdate")),
        available_from=_available_from_dict(data, windows),
        periods=_periods_from(data),
        **plain,
    )


def _available_from_dict(data: Mapping[str, Any], windows: Windows) -> date | None:
    given = as_day(data.get("available_from")) or as_day(data.get("startdate"))
    created = as_day(data.get("created_at"))
    if given is None and created is not None:
        return windows.earliest_open(created)
    return given


def _periods_from(data: Mapping[str, Any]) -> tuple[Period, ...]:
    found = []
    for start, end in data.get("periods", ()):
        first = as_day(start)
        assert first is not None
        found.append(Period(first, as_day(end)))
    return _in_order(found)
