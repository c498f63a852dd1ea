"""Deactivating, reactivating and deleting organisations, with what hangs on them (docs/domain/organisations.md#4.5)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from orgs.access import can
from orgs.deletion import discard_all, why_organisation_stays
from orgs.models import Organisation
from orgs.people import lifecycle as people
from portal.clock import now
from portal.retrying import retried


@retried
@transaction.atomic
def deactivate(*, actor: User, organisation: Organisation) -> int:
    """Its people are switched off with it; relationships stay and are only hidden; logs stay as they are (Q15)."""
    if not can(actor, "deactivate", organisation):
        raise PermissionDenied
    organisation.active = False
    organisation.save()
    affected = list(organisation.users.usable())
    for user in affected:
        people.switch_off(user, with_organisation=True)
    return len(affected)


@retried
@transaction.atomic
def reactivate(*, actor: User, organisation: Organisation) -> int:
    """Brings back those who were switched off with it, and nobody else; each has to confirm the address again."""
    if not can(actor, "reactivate", organisation):
        raise PermissionDenied
    organisation.active = True
    organisation.save()
    affected = list(organisation.users.kept().filter(reactivate_with_organisation=True, active=False))
    for user in affected:
        people.switch_on(user)
    return len(affected)


def why_not_delete(organisation: Organisation) -> str:
    """The reason why it cannot be deleted, or nothing (docs/domain/organisations.md#2.2)."""
    return why_organisation_stays(organisation)


@retried
@transaction.atomic
def delete(*, actor: User, organisation: Organisation) -> None:
    """Nothing is erased: the organisation, its people and its schemes are marked and shown to nobody."""
    if not can(actor, "delete", organisation) or why_not_delete(organisation):
        raise PermissionDenied
    at = now()
    discard_all(organisation, at)
    organisation.discarded_at = at
    organisation.save()
