"""Keeps groups and grants in step with roles, relationships and mergers; exceptions are left alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from accounts.models import User
from accounts.roles import PRIVILEGED_ROLES, Role
from orgs.access.grants import MERGER_GRANTS, RELATIONSHIP_GRANTS, ROLE_GRANTS
from orgs.models.organisation import Organisation
from orgs.models.permissions import (
    GrantSource,
    HeldRole,
    OrganisationGroupObjectPermission,
    OrganisationRole,
)
from orgs.models.relationships import OrganisationRelationship


class Key(NamedTuple):
    group_id: int
    permission_id: int
    content_object_id: int


@transaction.atomic
def sync_grants(organisation_ids: Iterable[int] | None = None) -> None:
    """Makes the grants held by these organisations (or all) what their facts ask for, in a few queries."""
    ids = set(Organisation.objects.values_list("pk", flat=True) if organisation_ids is None else organisation_ids)
    groups = _groups(ids)
    wanted = _wanted(ids, groups)
    rows = OrganisationGroupObjectPermission.objects.filter(group__organisation_role__organisation__in=ids)
    existing = {Key(row.group_id, row.permission_id, row.content_object_id): row for row in rows}
    gone = [
        row.pk for key, row in existing.items() if row.source != GrantSource.EXCEPTION and wanted.get(key) != row.source
    ]
    OrganisationGroupObjectPermission.objects.filter(pk__in=gone).delete()
    OrganisationGroupObjectPermission.objects.bulk_create(
        (
            OrganisationGroupObjectPermission(**key._asdict(), source=source)
            for key, source in wanted.items()
            if key not in existing or existing[key].pk in set(gone)
        ),
        ignore_conflicts=True,
        batch_size=5000,
    )


def _groups(ids: set[int]) -> dict[tuple[int, int], int]:
    found = {
        (organisation_id, role): group_id
        for organisation_id, role, group_id in OrganisationRole.objects.filter(organisation__in=ids).values_list(
            "organisation_id", "role", "group_id"
        )
    }
    missing = [(pk, role) for pk in sorted(ids) for role in HeldRole if (pk, role) not in found]
    if missing:
        groups = Group.objects.bulk_create(
            Group(name=f"organisation {organisation_id}, {role.label.lower()}") for organisation_id, role in missing
        )
        OrganisationRole.objects.bulk_create(
            OrganisationRole(organisation_id=organisation_id, role=role, group=group)
            for (organisation_id, role), group in zip(missing, groups, strict=True)
        )
        found |= {
            (organisation_id, int(role)): group.pk
            for (organisation_id, role), group in zip(missing, groups, strict=True)
        }
    return found


def _permission_ids() -> dict[str, int]:
    """Permissions of organisations; created here when an empty database has not got them yet."""
    content_type = ContentType.objects.get_for_model(Organisation)
    found = dict(Permission.objects.filter(content_type=content_type).values_list("codename", "pk"))
    for codename in frozenset().union(*ROLE_GRANTS.values()) - found.keys():
        permission = Permission.objects.create(content_type=content_type, codename=codename, name=codename)
        found[codename] = permission.pk
    return found


def _wanted(ids: set[int], groups: dict[tuple[int, int], int]) -> dict[Key, GrantSource]:
    permissions = _permission_ids()
    wanted: dict[Key, GrantSource] = {}

    def give(holder: int, target: int, table: dict[HeldRole, frozenset[str]], source: GrantSource) -> None:
        for role, codenames in table.items():
            for codename in codenames:
                key = Key(groups[holder, role], permissions[codename], target)
                wanted.setdefault(key, source)

    for pk in ids:
        give(pk, pk, ROLE_GRANTS, GrantSource.ROLE)
    for holder, target in _absorbed(ids):
        give(holder, target, MERGER_GRANTS, GrantSource.MERGER)
    relationships = OrganisationRelationship.objects.filter(managing_agent__in=ids)
    for holder, target in relationships.values_list("managing_agent_id", "stock_owner_id"):
        give(holder, target, RELATIONSHIP_GRANTS, GrantSource.RELATIONSHIP)
    return wanted


def _absorbed(ids: set[int]) -> list[tuple[int, int]]:
    """(absorber, absorbed), through mergers of mergers too."""
    children: dict[int, list[int]] = {}
    mergers = Organisation.objects.filter(absorbing_organisation__isnull=False)
    for child, parent in mergers.values_list("pk", "absorbing_organisation_id"):
        children.setdefault(parent, []).append(child)
    pairs: list[tuple[int, int]] = []
    for holder in ids:
        waiting, seen = list(children.get(holder, ())), {holder}
        while waiting:
            child = waiting.pop()
            if child not in seen:
                seen.add(child)
                pairs.append((holder, child))
                waiting += children.get(child, ())
    return pairs


def absorbers_of(organisation: Organisation) -> set[int]:
    """The organisation and everyone who came to hold its data, by walking up."""
    ids = {organisation.pk}
    parent = organisation.absorbing_organisation
    while parent is not None and parent.pk not in ids:
        ids.add(parent.pk)
        parent = parent.absorbing_organisation
    return ids


def held_roles(user: User) -> set[HeldRole]:
    """Privileged people hold nothing by group: their role itself is the grant."""
    roles: set[HeldRole] = set()
    if user.role not in PRIVILEGED_ROLES:
        roles.add(HeldRole(user.role or Role.DATA_PROVIDER))
    if user.is_dpo:
        roles.add(HeldRole.DATA_PROTECTION_OFFICER)
    return roles


@transaction.atomic
def sync_members(users: Iterable[User]) -> None:
    """Puts people into the groups of their role in their organisation and out of those they have left."""
    people = list(users)
    membership = User.groups.through
    groups = _groups({person.organisation_id for person in people})
    current: dict[int, set[int]] = {person.pk: set() for person in people}
    rows = membership.objects.filter(user__in=people, group__organisation_role__isnull=False)
    for user_id, group_id in rows.values_list("user_id", "group_id"):
        current[user_id].add(group_id)
    added, removed = [], []
    for person in people:
        wanted = {groups[person.organisation_id, role] for role in held_roles(person)}
        added += [membership(user_id=person.pk, group_id=pk) for pk in wanted - current[person.pk]]
        removed += [(person.pk, pk) for pk in current[person.pk] - wanted]
    for user_id, group_id in removed:
        membership.objects.filter(user_id=user_id, group_id=group_id).delete()
    membership.objects.bulk_create(added, ignore_conflicts=True, batch_size=5000)
