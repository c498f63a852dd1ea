"""Deactivating, reactivating and deleting people (docs/domain/organisations.md#5.4)."""

from __future__ import annotations

from django_otp import devices_for_user

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import credentials
from accounts.invitations import send_confirmation
from accounts.lockout import forget_failures
from accounts.models import User
from accounts.second_factor.codes import authenticator, forget_authenticator
from orgs.access import can
from orgs.deletion import why_person_stays
from orgs.people.handover import Handed, hand_over, successors
from portal.clock import now
from portal.history import note
from portal.retrying import retried


@retried
@transaction.atomic
def deactivate(*, actor: User, user: User, successor: User | None = None) -> list[Handed]:
    """Ends what the person can do at once and hands what they were working on over; what came of it.

    Without a successor, and where the successor could not see a log, it waits to be reassigned.
    """
    people = {user.pk} | ({successor.pk} if successor else set())
    list(User.objects.select_for_update(of=("self",)).filter(pk__in=people).order_by("pk"))
    user.refresh_from_db()
    if not can(actor, "deactivate", user) or not user.active:
        raise PermissionDenied
    if successor and not successors(user).filter(pk=successor.pk).exists():
        raise PermissionDenied
    handed = hand_over(user=user, successor=successor, actor=actor)
    switch_off(user, with_organisation=False)
    return handed


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


@transaction.atomic
def unlock(*, actor: User, user: User) -> None:
    """After too many wrong passwords; the history says who did it."""
    if not can(actor, "unlock", user):
        raise PermissionDenied
    forget_failures(user)
    note(user, reason="Unlocked after too many wrong passwords.")
    user.save()


@transaction.atomic
def remove_authenticator(*, actor: User, user: User) -> None:
    """For somebody who cannot get at their codes: they are told and signed out; the history says who did it."""
    if not can(actor, "remove_authenticator", user) or authenticator(user) is None:
        raise PermissionDenied
    forget_authenticator(user)
    note(user, reason="Authenticator app removed.")
    user.save()
    credentials.changed(user, "The authenticator app")


def why_not_delete(user: User) -> str:
    """The reason why a person cannot be deleted, or nothing (docs/domain/organisations.md#2.2, Q13)."""
    if user.active:
        return "Deactivate this person first."
    return why_person_stays(user)


@transaction.atomic
def delete(*, actor: User, user: User) -> None:
    """The row stays, and so does the address: nobody else can take it."""
    if not can(actor, "delete", user) or why_not_delete(user):
        raise PermissionDenied
    user.discarded_at = now()
    user.save(update_fields=["discarded_at"])


def forget_devices(user: User) -> None:
    """Second factors are set up anew by whoever owns the account next."""
    for device in devices_for_user(user, confirmed=None):
        device.delete()
