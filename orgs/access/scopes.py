"""Which rows a person may know of, as conditions on the columns of the rows themselves.

Visibility of a log derives from its two organisations: two `IN` conditions that the indexes on owner and manager
answer, and no condition at all for people who see everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from orgs.access import grants as g

if TYPE_CHECKING:
    from accounts.models import User

EVERYTHING = Q()
NOTHING = Q(pk__in=[])


def _within(column: str, ids: frozenset[int]) -> Q:
    return Q(**{f"{column}__in": sorted(ids)})


def visible_logs(user: User, *, prefix: str = "") -> Q:
    """Logs owned or managed by organisations on whose owned or managed logs the user holds a grant.

    Coordinators hold both, data providers only the one on managed logs (the mission). `prefix` reaches a log
    from a row that refers to it ("log__").
    """
    held = g.grants_of(user)
    if held.covers_all(g.VIEW_OWNED_LOGS) and held.covers_all(g.VIEW_MANAGED_LOGS):
        return EVERYTHING
    return _within(f"{prefix}owning_organisation_id", held.on(g.VIEW_OWNED_LOGS)) | _within(
        f"{prefix}managing_organisation_id", held.on(g.VIEW_MANAGED_LOGS)
    )


def visible_schemes(user: User, *, prefix: str = "") -> Q:
    """Schemes of the own organisation, of its stock owners and of those it absorbed."""
    held = g.grants_of(user)
    if held.covers_all(g.VIEW_SCHEMES):
        return EVERYTHING
    return _within(f"{prefix}owning_organisation_id", held.on(g.VIEW_SCHEMES))


def visible_organisations(user: User) -> Q:
    """Organisations whose details the user may open. Deleted ones are gone for everyone."""
    held = g.grants_of(user)
    if held.covers_all(g.VIEW_ORGANISATION):
        return Q(discarded_at=None)
    return Q(discarded_at=None) & _within("pk", held.on(g.VIEW_ORGANISATION))


def visible_users(user: User) -> Q:
    """People whose profile the user may open: those of the own organisation, and oneself. Never deleted ones."""
    held = g.grants_of(user)
    if held.covers_all(g.VIEW_USERS):
        return Q(discarded_at=None)
    if not getattr(user, "is_active", False):
        return NOTHING
    return Q(discarded_at=None) & (Q(pk=user.pk) | _within("organisation_id", held.on(g.VIEW_USERS)))


def choosable_organisations(user: User) -> Q:
    """Organisations that the user may pick in a log: own, absorbed, stock owners and managing agents (2.1)."""
    held = g.grants_of(user)
    if held.sees_all:
        return Q(discarded_at=None)
    if not getattr(user, "is_active", False):
        return NOTHING
    own = user.organisation_id
    return Q(discarded_at=None) & (
        Q(pk=own)
        | Q(absorbing_organisation=own)
        | Q(managing_agent_relationships__managing_agent=own)
        | Q(stock_owner_relationships__stock_owner=own)
    )
