"""Who can see this log, and why: the same grants, read from the other end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from accounts.models import User
from accounts.roles import PRIVILEGED_ROLES, Role
from orgs.access import grants as g
from orgs.access.policies import OwnedLog
from orgs.models.permissions import (
    GrantSource,
    OrganisationGroupObjectPermission,
    OrganisationUserObjectPermission,
)


@dataclass(slots=True)
class Access:
    """One set of people who can see a log, the reasons, and whether they can change it too."""

    who: str
    reasons: list[str] = field(default_factory=list)
    may_change: bool = False
    people: list[User] = field(default_factory=list)


def explain_access(log: OwnedLog) -> list[Access]:
    """Everyone who can see the log: roles of organisations first, then exceptions, then the department."""
    relevant = Q(
        content_object=log.owning_organisation_id,
        permission__codename__in=[g.VIEW_OWNED_LOGS, g.CHANGE_OWNED_LOGS],
    ) | Q(
        content_object=log.managing_organisation_id,
        permission__codename__in=[g.VIEW_MANAGED_LOGS, g.CHANGE_MANAGED_LOGS],
    )
    return [*_by_role(relevant), *_by_person(relevant), *_department()]


def _by_role(relevant: Q) -> list[Access]:
    rows = (
        OrganisationGroupObjectPermission.objects.filter(relevant)
        .select_related("permission", "content_object", "group__organisation_role__organisation")
        .prefetch_related("content_object__name_changes", "group__organisation_role__organisation__name_changes")
        .order_by("group__organisation_role__organisation__name", "-group__organisation_role__role")
    )
    found: dict[int, Access] = {}
    for row in rows:
        holder = getattr(row.group, "organisation_role", None)
        access = found.setdefault(row.group_id, Access(who=str(holder or row.group)))
        _add(access, row, holder.organisation if holder else None)
    members = User.groups.through.objects.filter(group__in=found).values_list("group_id", "user_id")
    people = User.objects.usable().in_bulk({user_id for _, user_id in members})
    for group_id, user_id in members:
        if user_id in people:
            found[group_id].people.append(people[user_id])
    return [access for access in found.values() if access.reasons]


def _by_person(relevant: Q) -> list[Access]:
    rows = OrganisationUserObjectPermission.objects.filter(
        relevant, user__active=True, user__discarded_at=None
    ).select_related("permission", "content_object", "user")
    found: dict[int, Access] = {}
    for row in rows:
        access = found.setdefault(row.user_id, Access(who=str(row.user), people=[row.user]))
        _add(access, row, None)
    return [access for access in found.values() if access.reasons]


def _add(access: Access, row: Any, holder: Any) -> None:
    codename = row.permission.codename
    if codename.startswith("change_"):
        access.may_change = True
        return
    part = "owns the stock" if codename == g.VIEW_OWNED_LOGS else "manages the letting or sale"
    reason = f"{row.content_object} {part}"
    if row.source == GrantSource.MERGER and holder:
        reason += f" and has merged into {holder}"
    elif row.source == GrantSource.EXCEPTION:
        reason += "; exception made by customer support" + (f": {row.reason}" if row.reason else "")
    access.reasons.append(reason)


def _department() -> list[Access]:
    people = User.objects.usable().filter(role__in=PRIVILEGED_ROLES).order_by("name")
    support = [person for person in people if person.is_support]
    statisticians = [person for person in people if person.is_statistician]
    return [
        Access(Role.SUPPORT.label, ["Customer support sees every log"], True, support),
        Access("Statisticians", ["Statisticians read every log"], False, statisticians),
    ]
