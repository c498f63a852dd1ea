"""What is locked before a scheme or location is: what it, and the logs that a change of it concerns, refer to.

The order is that of the house (portal/logs/locks.py): organisations, people, schemes, locations, logs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from accounts.models import User as Person
from orgs.models import Organisation
from portal.locking import share
from supported_housing.dependents import Record
from supported_housing.models import Scheme

if TYPE_CHECKING:
    from accounts.models import User

REFERRING = ("owning_organisation_id", "managing_organisation_id", "assigned_to_id", "scheme_id")


def hold_around(record: Record, *, actor: User, logs: QuerySet[Any] | None = None) -> None:
    """Keep from being taken away what saving the record, and changing these logs, will refer to."""
    scheme = record if isinstance(record, Scheme) else record.scheme
    organisations: set[int | None] = {scheme.owning_organisation_id}
    people: set[int | None] = {actor.pk}
    schemes: set[int | None] = {scheme.pk}
    for owner, manager, assignee, scheme_id in logs.values_list(*REFERRING) if logs is not None else ():
        organisations |= {owner, manager}
        people.add(assignee)
        schemes.add(scheme_id)
    wanted: dict[Any, set[int]] = {Organisation: _known(organisations), Person: _known(people)}
    if record is not scheme:
        # A scheme itself is locked whole by the caller; shared first, two callers would wait for each other.
        wanted[Scheme] = _known(schemes)
    share(wanted)


def _known(ids: set[int | None]) -> set[int]:
    return {pk for pk in ids if pk is not None}
