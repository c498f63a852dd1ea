"""Deactivating, reactivating and deleting people (section 5.4)."""

from __future__ import annotations

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from accounts.invitations import send_confirmation
from accounts.models import User
from orgs.access import can
from portal.clock import now, today
from portal.windows import load_windows


def deactivate(*, actor: User, user: User) -> None:
    """Ends what the person can do at once; their logs stay as they are."""
    if not can(actor, "deactivate", user) or not user.active:
        raise PermissionDenied
    switch_off(user, with_organisation=False)


@transaction.atomic
def switch_off(user: User, *, with_organisation: bool) -> None:
    """Also for a whole organisation, which brings its people back when it comes back."""
    user.active = False
    user.confirmed_at = None
    user.force_reset_password_on_confirmation = True
    user.initial_confirmation_sent = False
    user.unconfirmed_email = None
    user.reactivate_with_organisation = with_organisation
    user.save()
    user.links.filter(used_at=None, superseded_at=None).update(superseded_at=now())
    forget_devices(user)


def reactivate(*, actor: User, user: User) -> None:
    if not can(actor, "reactivate", user) or user.active or not user.organisation.active:
        raise PermissionDenied
    switch_on(user)


@transaction.atomic
def switch_on(user: User) -> None:
    """The address has to be confirmed again and a new password chosen."""
    user.active = True
    user.reactivate_with_organisation = False
    user.save()
    send_confirmation(user)


def why_not_delete(user: User) -> str:
    """The reason why a person cannot be deleted, or nothing (section 2.2, Q13: visible logs of both kinds)."""
    if user.active:
        return "Deactivate this person first."
    for label in ("lettings.LettingsLog", "sales.SalesLog"):
        if open_logs(label).filter(assigned_to=user).exists():
            return "Logs that can still be changed are assigned to this person. Assign them to somebody else first."
    organisation = user.organisation
    if user.data_protection_confirmations.filter(organisation=organisation).exists():
        return "This person confirmed the data sharing agreement of the organisation."
    return ""


@transaction.atomic
def delete(*, actor: User, user: User) -> None:
    """The row stays, and so does the address: nobody else can take it."""
    if not can(actor, "delete", user) or why_not_delete(user):
        raise PermissionDenied
    user.discarded_at = now()
    user.save(update_fields=["discarded_at"])


def open_logs(label: str) -> models.QuerySet:
    """Visible logs that are undated or dated in a year that can still be changed."""
    from portal.logs.status import VISIBLE

    earliest = load_windows().earliest_editable(today())
    undated_or_open = models.Q(date=None) | models.Q(date__gte=earliest)
    return apps.get_model(label).objects.filter(undated_or_open, status__in=VISIBLE)


def forget_devices(user: User) -> None:
    """Second factors are set up anew by whoever owns the account next."""
    from django_otp import devices_for_user

    for device in devices_for_user(user, confirmed=None):
        device.delete()
