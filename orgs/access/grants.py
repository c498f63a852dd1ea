"""What a person holds on which organisation: one query, the base of every other answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, QuerySet, When
from django.db.models.functions import JSONArray

from accounts.roles import Role
from orgs.models.permissions import (
    HeldRole,
    OrganisationGroupObjectPermission,
    OrganisationUserObjectPermission,
)

if TYPE_CHECKING:
    from accounts.models import User

VIEW_ORGANISATION = "view_organisation"
VIEW_OWNED_LOGS = "view_owned_logs"
VIEW_MANAGED_LOGS = "view_managed_logs"
CHANGE_OWNED_LOGS = "change_owned_logs"
CHANGE_MANAGED_LOGS = "change_managed_logs"
CREATE_LOGS = "create_logs"
VIEW_SCHEMES = "view_schemes"
MANAGE_SCHEMES = "manage_schemes"
VIEW_USERS = "view_users"
MANAGE_USERS = "manage_users"
MANAGE_DETAILS = "manage_details"
MANAGE_RELATIONSHIPS = "manage_relationships"
SIGN_AGREEMENT = "sign_agreement"

_PROVIDER_LOGS = frozenset({VIEW_MANAGED_LOGS, CHANGE_MANAGED_LOGS})
_COORDINATOR_LOGS = _PROVIDER_LOGS | {VIEW_OWNED_LOGS, CHANGE_OWNED_LOGS}

ROLE_GRANTS: dict[HeldRole, frozenset[str]] = {
    HeldRole.DATA_PROVIDER: _PROVIDER_LOGS | {VIEW_ORGANISATION, CREATE_LOGS, VIEW_SCHEMES, VIEW_USERS},
    HeldRole.DATA_COORDINATOR: _COORDINATOR_LOGS
    | {
        VIEW_ORGANISATION,
        CREATE_LOGS,
        VIEW_SCHEMES,
        MANAGE_SCHEMES,
        VIEW_USERS,
        MANAGE_USERS,
        MANAGE_DETAILS,
        MANAGE_RELATIONSHIPS,
    },
    HeldRole.DATA_PROTECTION_OFFICER: frozenset({VIEW_ORGANISATION, SIGN_AGREEMENT}),
}
"""On the organisation that people belong to."""

RELATIONSHIP_GRANTS: dict[HeldRole, frozenset[str]] = {
    HeldRole.DATA_PROVIDER: frozenset({VIEW_SCHEMES}),
    HeldRole.DATA_COORDINATOR: frozenset({VIEW_SCHEMES, MANAGE_SCHEMES}),
}
"""On each stock owner that their organisation manages for (docs/domain/organisations.md#2.1, OWNS)."""

MERGER_GRANTS: dict[HeldRole, frozenset[str]] = {
    HeldRole.DATA_PROVIDER: _PROVIDER_LOGS | {VIEW_SCHEMES},
    HeldRole.DATA_COORDINATOR: _COORDINATOR_LOGS | {VIEW_SCHEMES, MANAGE_SCHEMES},
}
"""On each organisation that theirs has absorbed, directly or through another one."""


@dataclass(frozen=True, slots=True)
class Grants:
    """What one person holds; `sees_all` and `changes_all` need no rows, whatever the number of organisations."""

    sees_all: bool = False
    changes_all: bool = False
    by_permission: dict[str, frozenset[int]] = field(default_factory=dict)

    def covers_all(self, permission: str) -> bool:
        return self.changes_all or (self.sees_all and permission.startswith("view_"))

    def on(self, permission: str) -> frozenset[int]:
        """Ids of the organisations on which the permission is held (besides `covers_all`)."""
        return self.by_permission.get(permission, frozenset())

    def has(self, permission: str, organisation_id: int | None) -> bool:
        return self.covers_all(permission) or organisation_id in self.on(permission)


NOTHING = Grants()


def grants_of(user: User) -> Grants:
    """Everything the user holds. Remembered on users loaded for one request only, so never stale."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOTHING
    memory = getattr(user, "request_memory", None)  # not __dict__: request.user is a lazy wrapper
    if memory is None:
        return _load(user)
    if "grants" not in memory:
        memory["grants"] = _load(user)
    return memory["grants"]


def with_grants(people: QuerySet[User]) -> QuerySet[User]:
    """People with everything they hold, read in the same query; `remember_grants` makes it what the request knows.

    Customer support holds everything without a grant, so none is looked for.
    """
    pair = JSONArray("permission__codename", "content_object_id")
    held = [ArraySubquery(rows.values_list(pair, flat=True)) for rows in _rows(OuterRef("pk"))]
    to_roles, to_person = (Case(When(role=Role.SUPPORT, then=None), default=rows) for rows in held)
    return people.annotate(held_by_roles=to_roles, held_in_person=to_person)


def remember_grants(user: Any) -> None:
    """For a user loaded `with_grants` for one request: what it holds is not read again."""
    user.request_memory["grants"] = _grants(user, [*(user.held_by_roles or ()), *(user.held_in_person or ())])


def _load(user: User) -> Grants:
    if user.is_support:
        return _grants(user, ())
    to_roles, to_person = (rows.values_list("permission__codename", "content_object_id") for rows in _rows(user.pk))
    return _grants(user, to_roles.union(to_person))


def _rows(user: int | OuterRef) -> tuple[QuerySet[Any], QuerySet[Any]]:
    to_roles = OrganisationGroupObjectPermission.objects.filter(group__user=user)
    to_person = OrganisationUserObjectPermission.objects.filter(user=user)
    return to_roles.order_by(), to_person.order_by()


def _grants(user: User, pairs: Iterable[Sequence[Any]]) -> Grants:
    if user.is_support:
        return Grants(sees_all=True, changes_all=True)
    held: dict[str, set[int]] = defaultdict(set)
    for permission, organisation_id in pairs:
        held[permission].add(organisation_id)
    return Grants(
        sees_all=user.is_statistician,
        by_permission={permission: frozenset(ids) for permission, ids in held.items()},
    )
