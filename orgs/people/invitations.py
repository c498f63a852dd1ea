"""Inviting people into an organisation, and what others may change about how they are reached (docs/domain/organisations.md#5.1)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.addresses import clean_address
from accounts.invitations import request_email_change, send_confirmation, tell_of_address_in_use
from accounts.models import User
from orgs.access import assignable_roles, can
from orgs.models import Organisation


@transaction.atomic
def invite(*, actor: User, organisation: Organisation, role: int | None = None, **fields: Any) -> User | None:
    """Creates the account and asks for the first e-mail. The password is unusable until its owner chooses one.

    None when somebody whom the actor cannot see has the address: that person is told instead.
    """
    if not can(actor, "invite", organisation):
        raise PermissionDenied
    if role is not None and role not in assignable_roles(actor, organisation):
        raise ValidationError({"role": "You cannot give this role. Select another one."})
    user = User(organisation=organisation, role=role, **fields)
    user.email = clean_address(user.email)
    if owner := User.objects.filter(email=user.email).first():
        _refuse(actor, owner)
        return None
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    try:
        with transaction.atomic():  # two invitations at the same moment
            user.save()
    except IntegrityError:
        _refuse(actor, User.objects.get(email=user.email))
        return None
    send_confirmation(user, sender=actor)
    return user


def _refuse(actor: User, owner: User) -> None:
    """Who has an account elsewhere is not told to whoever invites, but to its owner."""
    if can(actor, "view", owner):
        raise ValidationError({"email": "Someone already uses this email address. Enter a different one."})
    tell_of_address_in_use(owner, asked_by=actor)


def resend(*, actor: User, user: User) -> None:
    """Whoever administers the person, while the invitation has not been followed."""
    if not can(actor, "resend_invitation", user) or not user.active or (user.confirmed_at and user.sign_in_count):
        raise PermissionDenied
    send_confirmation(user, sender=actor)


def change_email(*, actor: User, user: User, email: str) -> None:
    """For somebody else's account: whoever may change it, with the same confirmation as by its owner."""
    if not can(actor, "change", user):
        raise PermissionDenied
    request_email_change(user=user, email=email, sender=actor)
