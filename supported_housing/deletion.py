"""Deleting a scheme or location: support only, and only what no log that can still be changed uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from orgs import access
from portal.clock import now, today
from portal.retrying import retried
from portal.windows import load_windows
from supported_housing.affected_logs import hold_around
from supported_housing.deactivation import facts_of, kind_of
from supported_housing.dependents import Record, dependents
from supported_housing.models import Location, Scheme
from supported_housing.status import Status

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from orgs.models import Organisation


def why_not_deletable(record: Record) -> str:
    """Empty when it can be deleted."""
    windows = load_windows()
    if facts_of(record, windows).status_on(today()) not in {Status.INCOMPLETE, Status.DEACTIVATED}:
        return f"Deactivate the {kind_of(record)} before you delete it."
    if dependents().used_since(record, windows.earliest_editable(today())):
        return f"Lettings logs that can still be changed use this {kind_of(record)}."
    return ""


@retried
@transaction.atomic
def delete(*, record: Record, actor: User) -> None:
    """Marks it as deleted, a scheme with its locations."""
    hold_around(record, actor=actor)
    record = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
    if not access.can(actor, "delete", record):
        raise PermissionDenied
    if reason := why_not_deletable(record):
        raise ValidationError(reason)
    record.discarded_at = now()
    record.save(update_fields=["discarded_at"])
    if isinstance(record, Scheme):
        for location in record.locations.filter(discarded_at=None):
            location.discarded_at = record.discarded_at
            location.save(update_fields=["discarded_at"])


def discard_schemes_of(organisation: Organisation, at: datetime) -> None:
    """With their owner go its schemes and their locations."""
    rows: list[Scheme | Location] = [
        *Location.objects.filter(scheme__owning_organisation=organisation, discarded_at=None),
        *Scheme.objects.filter(owning_organisation=organisation, discarded_at=None),
    ]
    for row in rows:
        row.discarded_at = at
        row.save()
