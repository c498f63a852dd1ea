"""Whose schemes a person may look after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from orgs.access import grants_of
from orgs.access.grants import MANAGE_SCHEMES, VIEW_SCHEMES
from orgs.models import Organisation
from portal.clock import today
from portal.windows import Windows, load_windows
from supported_housing.models import Scheme

if TYPE_CHECKING:
    from accounts.models import User


def possible_owners(user: User) -> QuerySet[Organisation]:
    """Organisations that the user may make the owner of a scheme: with stock, and not merged long ago."""
    since = load_windows().earliest_editable(today())
    owners = Organisation.objects.usable().filter(
        Q(merge_date=None) | Q(merge_date__gte=since), holds_own_stock=True, is_department=False
    )
    held = grants_of(user)
    if held.covers_all(MANAGE_SCHEMES):
        return owners
    return owners.filter(pk__in=held.on(MANAGE_SCHEMES))


def new_owners_for(user: User, scheme: Scheme | None) -> QuerySet[Organisation]:
    """Owners offered on the form of a scheme, its present one among them.

    Managing a scheme for its owner is no right to take it away: only support, and people of the owner itself, change
    who owns an existing scheme.
    """
    if scheme is None:
        return possible_owners(user)
    present = Organisation.objects.filter(pk=scheme.owning_organisation_id)
    its_own = {user.organisation_id} | set(
        Organisation.objects.filter(absorbing_organisation=user.organisation_id).values_list("pk", flat=True)
    )
    if user.is_support:
        return possible_owners(user) | present
    if scheme.owning_organisation_id not in its_own:
        return present
    return possible_owners(user).filter(pk__in=its_own) | present


def owners_of_visible(user: User, windows: Windows) -> QuerySet[Organisation]:
    """Owners offered in the list's filter."""
    held = grants_of(user)
    with_schemes = Exists(Scheme.objects.filter(owning_organisation=OuterRef("pk")))
    owners = Organisation.objects.kept().filter(Q(holds_own_stock=True) | Q(with_schemes))
    if held.covers_all(VIEW_SCHEMES):
        return owners
    return owners.filter(still_listed(user, windows), pk__in=held.on(VIEW_SCHEMES))


def still_listed(user: User, windows: Windows, path: str = "") -> Q:
    """Owners whose schemes stand in lists: not those that merged before the logs that can still be changed (2.1).

    Their schemes live on as copies of the absorber; the old ones would only stand beside them, closed for good.
    """
    if grants_of(user).covers_all(VIEW_SCHEMES):
        return Q()
    since = windows.earliest_editable(today())
    return Q(**{f"{path}merge_date": None}) | Q(**{f"{path}merge_date__gte": since})
