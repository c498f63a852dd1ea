"""Stock owners and managing agents (section 4.2)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from orgs.access import can
from orgs.models import Organisation, OrganisationRelationship


@transaction.atomic
def add_stock_owner(*, actor: User, organisation: Organisation, stock_owner: Organisation) -> OrganisationRelationship:
    if not stock_owner.holds_own_stock:
        raise ValidationError({"other": f"{stock_owner} does not own stock. Select an organisation that does."})
    return _add(actor, organisation, stock_owner=stock_owner, managing_agent=organisation)


@transaction.atomic
def add_managing_agent(
    *, actor: User, organisation: Organisation, managing_agent: Organisation
) -> OrganisationRelationship:
    return _add(actor, organisation, stock_owner=organisation, managing_agent=managing_agent)


def _add(
    actor: User, organisation: Organisation, *, stock_owner: Organisation, managing_agent: Organisation
) -> OrganisationRelationship:
    if not can(actor, "add_relationship", organisation) or not organisation.active:
        raise PermissionDenied
    other = managing_agent if stock_owner == organisation else stock_owner
    if other == organisation:
        raise ValidationError({"other": "Select an organisation other than this one"})
    if not other.active or other.discarded_at:
        raise ValidationError({"other": f"{other} is not active"})
    try:
        with transaction.atomic():
            return OrganisationRelationship.objects.create(stock_owner=stock_owner, managing_agent=managing_agent)
    except IntegrityError as error:
        raise ValidationError({"other": f"{other} has already been added"}) from error


@transaction.atomic
def remove(*, actor: User, organisation: Organisation, relationship: OrganisationRelationship) -> None:
    """Either side may (Q5: with the same check as the page that asks). Logs made before are not touched."""
    sides = (relationship.stock_owner_id, relationship.managing_agent_id)
    if organisation.pk not in sides or not can(actor, "remove_relationship", organisation):
        raise PermissionDenied
    relationship.delete()
