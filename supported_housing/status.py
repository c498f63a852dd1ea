"""What a scheme or a location is on a date. Pure: dates in, status out.

The order of the checks is the meaning (the first that holds wins), and it differs between the two on
purpose: a location that is incomplete says so even where its scheme is closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from supported_housing.facts import LocationFacts, SchemeCore


class Status(StrEnum):
    ACTIVE = "active"
    INCOMPLETE = "incomplete"
    DEACTIVATED = "deactivated"
    DEACTIVATING_SOON = "deactivating_soon"
    REACTIVATING_SOON = "reactivating_soon"
    ACTIVATING_SOON = "activating_soon"
    DELETED = "deleted"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()

    @property
    def colour(self) -> str:
        """The tag's colour, as a GOV.UK tag class names it."""
        return TAG_COLOURS[self]


TAG_COLOURS = {
    Status.ACTIVE: "green",
    Status.INCOMPLETE: "red",
    Status.DEACTIVATED: "grey",
    Status.DEACTIVATING_SOON: "yellow",
    Status.REACTIVATING_SOON: "blue",
    Status.ACTIVATING_SOON: "blue",
    Status.DELETED: "red",
}

USABLE = frozenset({Status.ACTIVE, Status.DEACTIVATING_SOON})
"""A letting that starts on a day with one of these is accepted (L-H-SET-17, L-H-SET-19)."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Inactive from the first date on, active again from the second; open without one."""

    deactivation: date
    reactivation: date | None = None

    @property
    def open(self) -> bool:
        return self.reactivation is None

    def includes(self, day: date) -> bool:
        return self.deactivation <= day and (self.reactivation is None or self.reactivation > day)


@dataclass(frozen=True, slots=True)
class OwnerFacts:
    """What matters of the stock owner: an owner that is gone closes its schemes."""

    id: int | None = None
    active: bool = True
    merge_date: date | None = None
    discarded: bool = False

    def inactive_on(self, day: date) -> bool:
        """Deactivated or merged (deleted counts too). A merger's own day still belongs to the owner."""
        return self.discarded or not self.active or (self.merge_date is not None and self.merge_date < day)

    def inactive_from(self, day: date) -> bool:
        """As above, the day of a merger included: the test that "active on date" uses."""
        return self.inactive_on(day) or self.merge_date == day


def open_deactivation(periods: Iterable[Period]) -> date | None:
    """The date of the deactivation that has no end yet (there is at most one)."""
    return next((period.deactivation for period in periods if period.open), None)


def in_closed_period(periods: Iterable[Period], day: date) -> bool:
    return any(not period.open and period.includes(day) for period in periods)


def _reached(since: date | None, day: date) -> bool:
    return since is not None and since <= day


def _ahead(since: date | None, day: date) -> bool:
    return since is not None and since > day


def scheme_status(scheme: SchemeCore, day: date) -> Status:
    """The scheme's status on the day."""
    closing = open_deactivation(scheme.periods)
    if scheme.discarded:
        return Status.DELETED
    if scheme.owner.inactive_on(day) or _reached(closing, day):
        return Status.DEACTIVATED
    if not scheme.confirmed or not scheme.has_confirmed_location:
        return Status.INCOMPLETE
    if _ahead(closing, day):
        return Status.DEACTIVATING_SOON
    if in_closed_period(scheme.periods, day):
        return Status.REACTIVATING_SOON
    if _ahead(scheme.startdate, day):
        return Status.ACTIVATING_SOON
    return Status.ACTIVE


def location_status(location: LocationFacts, scheme: Status, day: date) -> Status:
    """The location's status on the day, given its scheme's."""
    closing = open_deactivation(location.periods)
    if location.discarded or scheme is Status.DELETED:
        return Status.DELETED
    if not location.confirmed:
        return Status.INCOMPLETE
    if location.scheme.owner.inactive_on(day) or _reached(closing, day) or scheme is Status.DEACTIVATED:
        return Status.DEACTIVATED
    if _ahead(closing, day) or scheme is Status.DEACTIVATING_SOON:
        return Status.DEACTIVATING_SOON
    if _ahead(location.startdate, day):
        return Status.ACTIVATING_SOON
    if in_closed_period(location.periods, day) or scheme is Status.REACTIVATING_SOON:
        return Status.REACTIVATING_SOON
    return Status.ACTIVE


def six_months_after(day: date) -> date:
    """Deactivations further away than this are not announced yet."""
    year, month = (day.year, day.month + 6) if day.month <= 6 else (day.year + 1, day.month - 6)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th day")
