"""Deactivating, reactivating and deleting organisations, with what hangs on them (section 4.5)."""

from __future__ import annotations

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from orgs.access import can
from orgs.models import Organisation
from orgs.people import lifecycle as people
from portal.changes import ORGANISATIONS, USERS, mark_changed
from portal.clock import now


@transaction.atomic
def deactivate(*, actor: User, organisation: Organisation) -> int:
    """Its people are switched off with it; relationships stay and are only hidden; logs stay as they are (Q15)."""
    if not can(actor, "deactivate", organisation):
        raise PermissionDenied
    organisation.active = False
    organisation.save()
    affected = list(organisation.users.usable())  # type: ignore[attr-defined]
    for user in affected:
        people.switch_off(user, with_organisation=True)
    mark_changed(ORGANISATIONS, [organisation.pk])
    mark_changed(USERS, [user.pk for user in affected])
    return len(affected)


@transaction.atomic
def reactivate(*, actor: User, organisation: Organisation) -> int:
    """Brings back those who were switched off with it, and nobody else; each has to confirm the address again."""
    if not can(actor, "reactivate", organisation):
        raise PermissionDenied
    organisation.active = True
    organisation.save()
    affected = list(organisation.users.kept().filter(reactivate_with_organisation=True, active=False))  # type: ignore[attr-defined]
    for user in affected:
        people.switch_on(user)
    mark_changed(ORGANISATIONS, [organisation.pk])
    mark_changed(USERS, [user.pk for user in affected])
    return len(affected)


def why_not_delete(organisation: Organisation) -> str:
    """The reason why it cannot be deleted, or nothing (section 2.2)."""
    ids = [
        organisation.pk,
        *Organisation.objects.filter(absorbing_organisation=organisation).values_list("pk", flat=True),
    ]
    for label in ("lettings.LettingsLog", "sales.SalesLog"):
        logs = people.open_logs(label)
        if logs.filter(Q(owning_organisation__in=ids) | Q(managing_organisation__in=ids)).exists():
            return "The organisation still owns or manages logs that can be changed."
    return ""


@transaction.atomic
def delete(*, actor: User, organisation: Organisation) -> None:
    """Nothing is erased: the organisation, its people and its schemes are marked and shown to nobody."""
    if not can(actor, "delete", organisation) or why_not_delete(organisation):
        raise PermissionDenied
    at = now()
    for label, lookup in (
        ("supported_housing.Location", "scheme__owning_organisation"),
        ("supported_housing.Scheme", "owning_organisation"),
        ("accounts.User", "organisation"),
    ):
        model = apps.get_model(label)
        for row in model.objects.filter(**{lookup: organisation}, discarded_at=None):
            row.discarded_at = at
            row.save()
    organisation.discarded_at = at
    organisation.save()
    mark_changed(ORGANISATIONS, [organisation.pk])
