"""Closing a scheme or location from a day on, and opening it again (docs/domain/organisations.md#6.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.mail.queue import queue_email
from accounts.models import User
from orgs import access
from orgs.codes import OrganisationStatus
from portal.clock import today
from portal.retrying import retried
from portal.scoping import ScopedQuerySet
from portal.windows import Windows, load_windows
from portal.words import day_in_words
from supported_housing.affected_logs import hold_around
from supported_housing.current_facts import facts_of_location, facts_of_scheme
from supported_housing.dependents import Record, dependents
from supported_housing.facts import LocationFacts, SchemeFacts
from supported_housing.models import Scheme
from supported_housing.status import Status, six_months_after

LATEST = date(2200, 1, 1)
LOCATIONS_AFFECTED = frozenset({
    Status.ACTIVE, Status.DEACTIVATING_SOON, Status.REACTIVATING_SOON, Status.ACTIVATING_SOON,
})  # fmt: skip


def kind_of(record: Record) -> str:
    return str(record._meta.verbose_name)


def facts_of(record: Record, windows: Windows | None = None) -> SchemeFacts | LocationFacts:
    if isinstance(record, Scheme):
        return facts_of_scheme(record, windows)
    return facts_of_location(record, windows)


def _owner(record: Record) -> Any:
    scheme = record if isinstance(record, Scheme) else record.scheme
    return scheme.owning_organisation


def can_deactivate(facts: SchemeFacts | LocationFacts, record: Record) -> bool:
    """Active now, or closing only in more than six months: then the date can still be changed."""
    day = today()
    return _owner(record).status_on(day) == OrganisationStatus.ACTIVE and (
        facts.status_on(day) is Status.ACTIVE or facts.status_on(six_months_after(day)) is Status.DEACTIVATING_SOON
    )


def can_reactivate(facts: SchemeFacts | LocationFacts, record: Record) -> bool:
    """Closed by a deactivation of its own; a location waits for its scheme."""
    day = today()
    if _owner(record).status_on(day) != OrganisationStatus.ACTIVE or facts.open_deactivation_date is None:
        return False
    if can_deactivate(facts, record):
        return False
    status = facts.status_on(day)
    if isinstance(facts, SchemeFacts):
        return status in {Status.DEACTIVATED, Status.DEACTIVATING_SOON}
    return status is Status.DEACTIVATED and facts.scheme.status_on(day) is not Status.DEACTIVATED


def can_call_off(record: Record) -> bool:
    """A closing that has not begun."""
    return record.deactivation_periods.filter(reactivation_date=None, deactivation_date__gt=today()).exists()


def check_deactivation_date(record: Record, day: date, windows: Windows) -> None:
    """Raises what is wrong with the day, in words for the person who chose it."""
    facts = facts_of(record, windows)
    kind = kind_of(record)
    earliest = windows.earliest_editable(today())
    if day < earliest:
        raise ValidationError(
            f"Enter a date on or after {day_in_words(earliest)}, when the open collection period starts"
        )
    if facts.available_from and day < facts.available_from:
        raise ValidationError(
            f"The {kind} has been available since {day_in_words(facts.available_from)}. Enter that day or a later one"
        )
    for period in facts.periods:
        if not period.open and period.includes(day):
            assert period.reactivation is not None
            raise ValidationError(
                f"The {kind} is already deactivated from {day_in_words(period.deactivation)} until it is reactivated on "
                f"{day_in_words(period.reactivation)}. Enter another date"
            )
    if day > LATEST:
        raise ValidationError(f"Enter a date no later than {day_in_words(LATEST)}")


def check_reactivation_date(record: Record, day: date, windows: Windows) -> None:
    """As above, for the day it opens again."""
    facts = facts_of(record, windows)
    kind = kind_of(record)
    if facts.available_from and day < facts.available_from:
        raise ValidationError(
            f"The {kind} has been available since {day_in_words(facts.available_from)}. Enter that day or a later one"
        )
    closed = facts.open_deactivation_date
    if closed and day < closed:
        raise ValidationError(f"The {kind} is deactivated from {day_in_words(closed)}. Enter that day or a later one")
    if day > LATEST:
        raise ValidationError(f"Enter a date no later than {day_in_words(LATEST)}")


@dataclass(frozen=True, slots=True)
class Effect:
    """What closing on the day does; shown before it is done."""

    day: date
    logs: ScopedQuerySet
    log_count: int
    locations: tuple[LocationFacts, ...] = ()

    @property
    def nothing(self) -> bool:
        return self.log_count == 0 and not self.locations


def effect_of_deactivation(record: Record, day: date) -> Effect:
    """The logs that would lose the record, and the locations that would close with the scheme."""
    logs = dependents().starting_from(record, day)
    locations: tuple[LocationFacts, ...] = ()
    if isinstance(record, Scheme):
        locations = tuple(
            place
            for place in facts_of_scheme(record).locations
            if place.confirmed and place.status_on(day) in LOCATIONS_AFFECTED
        )
    return Effect(day, logs, logs.count(), locations)


def _locked(record: Record) -> Record:
    return type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)


@dataclass(frozen=True)
class Step:
    """What a person may do to the life of a record from a day on."""

    action: str
    done: str
    is_possible: Callable[[SchemeFacts | LocationFacts, Record], bool]
    check_date: Callable[[Record, date, Windows], None]


DEACTIVATING = Step("deactivate", "deactivated", can_deactivate, check_deactivation_date)
REACTIVATING = Step("reactivate", "reactivated", can_reactivate, check_reactivation_date)


def _locked_for(step: Step, record: Record, day: date, actor: User) -> Record:
    """The record as it is now, if this person may take the step on that day."""
    record = _locked(record)
    if not access.can(actor, step.action, record):
        raise PermissionDenied
    windows = load_windows()
    if not step.is_possible(facts_of(record, windows), record):
        raise ValidationError(f"This {kind_of(record)} cannot be {step.done} now.")
    step.check_date(record, day, windows)
    return record


@retried
@transaction.atomic
def deactivate(*, record: Record, day: date, actor: User) -> int:
    """Close from the day on; how many logs were detached. Their assignees are told by email."""
    hold_around(record, actor=actor, logs=dependents().starting_from(record, day))
    record = _locked_for(DEACTIVATING, record, day, actor)
    _open_period(record, day)
    assigned = dependents().closed(record, day, actor=actor)
    _tell_assignees(record, assigned)
    return assigned.total()


def _open_period(record: Record, day: date) -> None:
    """A deactivation still ahead gets the new date; there is never more than one open period."""
    record.deactivation_periods.update_or_create(reactivation_date=None, defaults={"deactivation_date": day})


@retried
@transaction.atomic
def reactivate(*, record: Record, day: date, actor: User) -> None:
    """Open again from the day on. Logs that were detached stay so: only people know where they belong."""
    hold_around(record, actor=actor)
    record = _locked_for(REACTIVATING, record, day, actor)
    period = record.deactivation_periods.get(reactivation_date=None)
    period.reactivation_date = day
    period.save()


@transaction.atomic
def call_off(*, record: Record, actor: User) -> None:
    """As if the closing had never been planned; logs that were detached stay so, as after reactivating."""
    record = _locked(record)
    if not access.can(actor, "reactivate", record) or not can_call_off(record):
        raise PermissionDenied
    for period in record.deactivation_periods.filter(reactivation_date=None, deactivation_date__gt=today()):
        period.delete()


def _tell_assignees(record: Record, assigned: Counter[int]) -> None:
    for user in User.objects.filter(pk__in=assigned, active=True, discarded_at=None):
        queue_email(
            "logs_lost_their_scheme",
            user=user,
            log_count=assigned[user.pk],
            kind=kind_of(record),
            description=str(record),
            address=dependents().to_be_given_another().lstrip("/"),
        )
