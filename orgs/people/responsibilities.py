"""Roles and responsibilities inside an organisation."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.mail import queue_email
from accounts.models import User
from accounts.roles import Role
from orgs.access import assignable_roles, can
from portal.theme.record_pages import record_url

FIELDS = ("is_dpo", "is_key_contact")


def change_role(*, actor: User, user: User, role: int | None) -> None:
    """Only to a role that the actor may give; the database refuses privileged roles elsewhere once more.

    Without a role one can be a data protection officer and nothing else.
    """
    if not can(actor, "change_role", user):
        raise PermissionDenied
    allowed = user.is_dpo if role is None else role in assignable_roles(actor, user.organisation)
    if not allowed:
        raise ValidationError({"role": "You cannot give this role. Select another one."})
    user.role = role
    user.save()


@transaction.atomic
def set_responsibility(*, actor: User, user: User, field: str, held: bool) -> None:
    """Somebody who becomes data protection officer of an organisation without agreement is asked to confirm it."""
    if field not in FIELDS or not can(actor, "change_responsibilities", user):
        raise PermissionDenied
    became = held and not getattr(user, field)
    setattr(user, field, held)
    user.save()
    if field == "is_dpo" and became and actor.pk == user.pk:
        _tell_colleagues(user)
    if field == "is_dpo" and became and user.active and not user.organisation.agreement_signed:
        remind_of_agreement(user)


def _tell_colleagues(user: User) -> None:
    """Nobody takes this on unseen: those who answer for the organisation learn of it, and support where there are none."""
    colleagues = user.organisation.users.usable().exclude(pk=user.pk)
    answering = colleagues.filter(Q(role=Role.DATA_COORDINATOR) | Q(is_dpo=True) | Q(is_key_contact=True))
    support = User.objects.usable().filter(role=Role.SUPPORT).exclude(pk=user.pk)
    for person in answering if answering.exists() else support:
        queue_email(
            "officer_by_own_hand",
            user=person,
            officer=user.name,
            organisation=user.organisation.name_on(),
            page=record_url(user),
        )


def remind_of_agreement(user: User) -> None:
    queue_email(
        "agreement_reminder",
        user=user,
        organisation=user.organisation.name_on(),
        page=reverse("admin:orgs_organisation_agreement", args=[user.organisation_id]),
    )
