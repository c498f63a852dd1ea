"""What the rule engine needs to know of a scheme and its locations: small, typed, without a query.

Facts are built once for a page, or for a whole file by `preload`, and then asked per row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from supported_housing.status import (
    USABLE,
    OwnerFacts,
    Period,
    Status,
    in_closed_period,
    location_status,
    open_deactivation,
    scheme_status,
)

CHOOSABLE_AHEAD = timedelta(days=14)
"""A letting can be logged this long before it starts, so a location opening by then can be chosen."""


PRESENT_OWNER = OwnerFacts()


def place_name(postcode: str | None, name: str, pk: int) -> str:
    """How people know a location."""
    return ", ".join(part for part in (postcode, name) if part) or f"Location {pk}"


@dataclass(frozen=True, slots=True)
class SchemeCore:
    """A scheme without its locations; every date rule of a scheme is here."""

    id: int
    owning_organisation_id: int | None
    name: str = ""
    confirmed: bool = True
    discarded: bool = False
    has_confirmed_location: bool = True
    startdate: date | None = None
    available_from: date | None = None
    owner: OwnerFacts = PRESENT_OWNER
    periods: tuple[Period, ...] = ()

    @property
    def open_deactivation_date(self) -> date | None:
        return open_deactivation(self.periods)

    def status_on(self, day: date) -> Status:
        return scheme_status(self, day)

    def closed_on(self, day: date) -> bool:
        """In a closed period, whatever else is planned for later."""
        return in_closed_period(self.periods, day)

    def active_on(self, day: date) -> bool:
        """The set that L-H-SET-18 asks for, the scheme's part of it."""
        closing = self.open_deactivation_date
        return (
            not self.discarded
            and self.confirmed
            and self.has_confirmed_location
            and not self.owner.inactive_from(day)
            and not (closing is not None and closing <= day)
            and not in_closed_period(self.periods, day)
            and (self.startdate is None or self.startdate <= day)
        )

    @property
    def deactivation_date(self) -> date | None:
        """The date a message names for "deactivated"; the owner's merger where that is the reason."""
        return self.open_deactivation_date or self.owner.merge_date

    def reactivation_after(self, day: date) -> date | None:
        """The next day after `day` on which lettings are accepted again."""
        if self.open_deactivation_date is not None:
            return None
        return _next_usable(self.periods, day, self.status_on)


@dataclass(frozen=True, slots=True)
class LocationFacts:
    id: int
    scheme: SchemeCore
    postcode: str | None = None
    code: str | None = None
    name: str = ""
    units: int | None = None
    type_of_unit: int | None = None
    mobility_type: str | None = None
    confirmed: bool = True
    discarded: bool = False
    startdate: date | None = None
    available_from: date | None = None
    periods: tuple[Period, ...] = ()

    @property
    def scheme_id(self) -> int:
        return self.scheme.id

    @property
    def owning_organisation_id(self) -> int | None:
        return self.scheme.owning_organisation_id

    @property
    def open_deactivation_date(self) -> date | None:
        return open_deactivation(self.periods)

    def status_on(self, day: date) -> Status:
        return location_status(self, self.scheme.status_on(day), day)

    def closed_on(self, day: date) -> bool:
        """In a closed period of its own or of its scheme, whatever else is planned for later."""
        return in_closed_period(self.periods, day) or self.scheme.closed_on(day)

    def active_on(self, day: date) -> bool:
        """In the set that L-H-SET-18 asks for. Deleted ones and closed periods do not count."""
        closing = self.open_deactivation_date
        return (
            self.confirmed
            and not self.discarded
            and not (closing is not None and closing <= day)
            and not in_closed_period(self.periods, day)
            and (self.startdate is None or self.startdate <= day)
            and self.scheme.active_on(day)
        )

    def choosable(self, today: date) -> bool:
        """May be offered in a log: complete, and open by two weeks from today."""
        return (
            self.confirmed and not self.discarded and (self.startdate is None or self.startdate <= _latest_start(today))
        )

    @property
    def deactivation_date(self) -> date | None:
        """The date a message names for "deactivated": its own, else the scheme's."""
        return self.open_deactivation_date or self.scheme.deactivation_date

    def reactivation_after(self, day: date) -> date | None:
        """The next day after `day` on which lettings are accepted again."""
        if self.open_deactivation_date is not None or self.scheme.open_deactivation_date is not None:
            return None
        return _next_usable((*self.periods, *self.scheme.periods), day, self.status_on)


def _next_usable(periods: Iterable[Period], day: date, status_on: Callable[[date], Status]) -> date | None:
    later = sorted({p.reactivation for p in periods if p.reactivation is not None and p.reactivation > day})
    return next((reactivation for reactivation in later if status_on(reactivation) in USABLE), None)


def in_order(locations: Iterable[LocationFacts]) -> list[LocationFacts]:
    """In the order people look for them."""
    return sorted(locations, key=lambda location: (location.postcode or "", location.id))


@dataclass(frozen=True, slots=True)
class SchemeFacts(SchemeCore):
    """A scheme with its locations; deleted locations are left out when the facts are built.

    `today` is fixed when the facts are built: what may be chosen depends on it, and one evaluation must not
    see two days.
    """

    today: date = date.max
    locations: tuple[LocationFacts, ...] = field(default=(), compare=False)

    @property
    def has_locations(self) -> bool:
        return bool(self.locations)

    @property
    def choosable_locations(self) -> tuple[LocationFacts, ...]:
        """Locations a log may offer."""
        offered = (location for location in self.locations if location.choosable(self.today))
        return tuple(in_order(offered))

    @property
    def active_location_count(self) -> int:
        """How many locations a log may offer today; with one or none there is nothing to ask."""
        return len(self.choosable_locations)

    @property
    def sole_active_location_id(self) -> int | None:
        """The location that is filled in when the scheme is chosen, because there is no other."""
        offered = self.choosable_locations
        return offered[0].id if len(offered) == 1 else None

    def has_location_active_on(self, day: date) -> bool:
        """False is L-H-SET-18."""
        return any(location.active_on(day) for location in self.locations)

    @property
    def choosable(self) -> bool:
        """May be offered in a log: confirmed, with a location that has started or soon will."""
        return (
            self.confirmed
            and not self.discarded
            and any(
                location.startdate is None or location.startdate <= _latest_start(self.today)
                for location in self.locations
            )
        )


def _latest_start(today: date) -> date:
    return date.max if today == date.max else today + CHOOSABLE_AHEAD
