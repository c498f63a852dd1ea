"""`can(user, action, obj)`: what a person may do to one record, by the kind of record (docs/domain/organisations.md#2.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from accounts.roles import Role
from orgs.access import agreements
from orgs.access import grants as g
from orgs.access.models import may
from orgs.codes import OrganisationStatus

if TYPE_CHECKING:
    from accounts.models import User
    from orgs.models import Organisation

Policy = Callable[["User", str, Any], bool]


class OwnedLog(Protocol):
    """What decides about a log: whose homes it is about, who manages them, who completes it."""

    owning_organisation_id: int | None
    managing_organisation_id: int | None
    assigned_to_id: int | None


def _log(user: User, action: str, log: OwnedLog) -> bool:
    held = g.grants_of(user)
    owner, manager = log.owning_organisation_id, log.managing_organisation_id
    if action == "view":
        return held.has(g.VIEW_OWNED_LOGS, owner) or held.has(g.VIEW_MANAGED_LOGS, manager)
    changes = held.has(g.CHANGE_OWNED_LOGS, owner) or held.has(g.CHANGE_MANAGED_LOGS, manager)
    if action == "change":
        return changes
    if action == "delete":  # a data provider deletes only what is assigned to them
        return changes and (not user.is_provider or log.assigned_to_id == user.pk)
    if action == "reassign":
        return changes and (user.is_coordinator or user.is_support)
    return False


def _scheme(user: User, action: str, scheme: Any) -> bool:
    held = g.grants_of(user)
    owner = scheme.owning_organisation_id
    if action == "view":
        return held.has(g.VIEW_SCHEMES, owner)
    if action == "delete":
        return user.is_support
    if action in {"change", "add", "deactivate", "reactivate", "change_owner", "add_location"}:
        return held.has(g.MANAGE_SCHEMES, owner)
    return False


def _location(user: User, action: str, location: Any) -> bool:
    return _scheme(user, action, location.scheme)


ORGANISATION_GRANTS = {
    "view": g.VIEW_ORGANISATION,
    "view_agreement": g.VIEW_ORGANISATION,
    "view_relationships": g.VIEW_ORGANISATION,
    "view_users": g.VIEW_USERS,
    "view_schemes": g.VIEW_SCHEMES,
    "change": g.MANAGE_DETAILS,
    "add_relationship": g.MANAGE_RELATIONSHIPS,
    "remove_relationship": g.MANAGE_RELATIONSHIPS,
    "manage_schemes": g.MANAGE_SCHEMES,
    "add_scheme": g.MANAGE_SCHEMES,
    "review_duplicate_schemes": g.MANAGE_SCHEMES,
}
SUPPORT_ONLY = {
    "change_all_details",
    "change_name",
    "view_logs_tab",
    "download_users",
    "import",
    "export",
    "merge",
    "chase_agreement",
}


def _organisation(user: User, action: str, organisation: Organisation) -> bool:
    if organisation.discarded_at:
        return False
    held = g.grants_of(user)
    if action in ORGANISATION_GRANTS:
        return held.has(ORGANISATION_GRANTS[action], organisation.pk)
    if action == "invite":
        usable = organisation.status == OrganisationStatus.ACTIVE and not organisation.absorbing_organisation_id
        return held.has(g.MANAGE_USERS, organisation.pk) and usable
    if action == "sign_agreement":  # a person of that organisation only, whatever else the role allows
        return organisation.pk in held.on(g.SIGN_AGREEMENT) and not organisation.agreement_signed
    if action in {"create_log", "upload"}:
        return agreements.may_create_logs(user, organisation)
    if action in {"choose_as_owner", "choose_as_manager"}:
        return organisation.agreement_signed
    if not user.is_support:
        return False
    if organisation.is_department and action in {"deactivate", "delete", "merge"}:
        return False  # or nobody could bring it back
    if action == "deactivate":
        return organisation.status == OrganisationStatus.ACTIVE
    if action == "reactivate":
        return organisation.status == OrganisationStatus.DEACTIVATED
    if action == "delete":
        return organisation.status in {OrganisationStatus.DEACTIVATED, OrganisationStatus.MERGED}
    return action in SUPPORT_ONLY


NOT_ONESELF = {"deactivate", "reactivate", "delete", "change_role", "remove_authenticator"}
"""What support leaves to a colleague when it is about themself."""


def _user(user: User, action: str, target: User) -> bool:
    if target.discarded_at:
        return False
    held = g.grants_of(user)
    itself = user.pk == target.pk
    if action == "view":
        return itself or held.has(g.VIEW_USERS, target.organisation_id)
    if action == "change_password":
        return itself
    if user.is_support:
        return not (itself and action in NOT_ONESELF)
    if action == "change" and itself:
        return target.active
    if target.is_privileged:  # or a coordinator of the department could take a support account over
        return False
    manages = held.has(g.MANAGE_USERS, target.organisation_id)
    if action in {"change", "change_responsibilities", "change_role"}:
        return manages and target.active
    if action in {"resend_invitation", "unlock", "remove_authenticator"}:
        return manages and target.active and not itself
    if action in {"deactivate", "reactivate"}:
        return manages and not itself
    return False  # moving and deleting: support only (Q6)


_POLICIES: dict[str, Policy] = {
    "lettings.lettingslog": _log,
    "sales.saleslog": _log,
    "supported_housing.scheme": _scheme,
    "supported_housing.location": _location,
    "orgs.organisation": _organisation,
    "accounts.user": _user,
}


def can(user: User, action: str, obj: Any = None) -> bool:
    """Whether the user may do the action to the object, or without one, to the own organisation.

    Kinds of record without a policy of their own follow the rule of their model.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return False
    if obj is None:
        obj = user.organisation
    label = obj._meta.label_lower
    policy = None if isinstance(obj, type) else _POLICIES.get(label)
    return policy(user, action, obj) if policy else may(user, action, label)


def assignable_roles(user: User, organisation: Organisation) -> list[Role]:
    """Roles that the user may give to somebody of the organisation."""
    roles = [Role.DATA_PROVIDER, Role.DATA_COORDINATOR]
    if user.is_support and organisation.is_department:
        roles += [Role.STATISTICIAN, Role.SUPPORT]
    if user.is_support or g.grants_of(user).has(g.MANAGE_USERS, organisation.pk):
        return roles
    return []
