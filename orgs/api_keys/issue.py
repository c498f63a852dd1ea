"""Issuing, replacing and revoking keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from ipaddress import ip_network

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from accounts.staff_sessions import note
from orgs.access import can
from orgs.access.grants import MANAGE_USERS, grants_of
from orgs.api_keys.models import LONGEST, OVERLAP, ApiKey, Scope
from orgs.api_keys.secrets import digest, new_token, newest_pepper
from orgs.api_keys.telling import tell_coordinators
from orgs.codes import OrganisationStatus
from orgs.models import Organisation
from portal.changes import USERS
from portal.changes.models import ChangeMark
from portal.clock import now

MOST_ADDRESSES = 20
UNREACHABLE = "keys.invalid"
"""A domain that never exists, so that nothing is ever sent to a system."""


def require_right(actor: User, organisation: Organisation) -> None:
    """Keys are issued by coordinators for their own organisation, and by support."""
    allowed = can(actor, "add", ApiKey) and grants_of(actor).has(MANAGE_USERS, organisation.pk)
    if not allowed:
        raise PermissionDenied


@transaction.atomic
def issue(  # noqa: PLR0913 - a use case names each thing that it takes
    *,
    actor: User,
    organisation: Organisation,
    name: str,
    scopes: Iterable[str],
    expires_at: datetime,
    supplier: str = "",
    addresses: Iterable[str] = (),
    is_test: bool = False,
    replaces: ApiKey | None = None,
) -> tuple[ApiKey, str]:
    """A new key, and its text, which exists nowhere else from now on."""
    require_right(actor, organisation)
    wanted = [scope.value for scope in Scope if scope in set(scopes)]
    _check(organisation, name, wanted, expires_at)
    if settings.SANDBOX and not is_test:
        raise ValidationError("This is a sandbox: only keys for test logs can be issued.")
    token = new_token(is_test=is_test)
    pepper = newest_pepper()
    key = ApiKey(
        key_id=token.key_id,
        pepper=pepper,
        digest=digest(token.secret, pepper),
        name=name.strip(),
        supplier=supplier.strip(),
        organisation=organisation,
        user=_system_user(organisation, name.strip(), token.key_id),
        scopes=wanted,
        is_test=is_test,
        addresses=ranges(addresses),
        expires_at=expires_at,
        created_by=actor,
        replaces=replaces,
    )
    key.save()
    note(model="API key", name=str(key), action="issued", pk=key.pk)
    tell_coordinators("api_key_issued", key, by=str(actor))
    return key, token.text()


def _check(organisation: Organisation, name: str, scopes: list[str], expires_at: datetime) -> None:
    if not settings.API_KEY_PEPPERS:
        raise ValidationError("This installation has no API_KEY_PEPPERS yet, so no key can be kept safely.")
    if organisation.status != OrganisationStatus.ACTIVE or organisation.absorbing_organisation_id:
        raise ValidationError("Keys can only be issued for an active organisation.")
    if not name.strip():
        raise ValidationError({"name": "Enter a name for the key"})
    if not scopes:
        raise ValidationError({"scopes": "Select what the key may be used for"})
    if not now() < expires_at <= now() + LONGEST:
        raise ValidationError({"expires_at": "The key must end after today and within 12 months"})


def ranges(texts: Iterable[str]) -> list[str]:
    """Addresses and ranges in one form; what is none is told."""
    found = []
    for text in texts:
        try:
            found.append(str(ip_network(text.strip(), strict=False)))
        except ValueError:
            message = f"“{text.strip()[:50]}” is not an internet address or range, such as 198.51.100.0/24"
            raise ValidationError({"addresses": message}) from None
    if len(found) > MOST_ADDRESSES:
        raise ValidationError({"addresses": f"Enter up to {MOST_ADDRESSES} addresses"})
    return found


def _system_user(organisation: Organisation, name: str, key_id: str) -> User:
    """Acts with the rights of a coordinator; it has no password, no way to sign in and no place among the people."""
    user = User(
        name=f"{name} (API key {key_id})",
        email=f"{key_id.lower()}@{UNREACHABLE}",
        role=Role.DATA_COORDINATOR,
        organisation=organisation,
        is_system=True,
    )
    user.set_unusable_password()
    user.save()
    # The department is told of people; this is none.
    ChangeMark.objects.filter(collection=USERS, object_id=user.pk).delete()
    return user


@transaction.atomic
def rotate(*, actor: User, key: ApiKey, expires_at: datetime) -> tuple[ApiKey, str]:
    """A second key like this one; the first works beside it for a while, so that systems can change over."""
    require_right(actor, key.organisation)
    locked = ApiKey.objects.select_for_update().get(pk=key.pk)
    if locked.status_at(now()) != "Active" or locked.replaced_by.exists():
        raise ValidationError("Only a key that works and has not been replaced yet can be replaced.")
    made = issue(
        actor=actor,
        organisation=key.organisation,
        name=locked.name,
        supplier=locked.supplier,
        scopes=locked.scopes,
        expires_at=expires_at,
        addresses=locked.addresses,
        is_test=locked.is_test,
        replaces=locked,
    )
    locked.expires_at = min(locked.expires_at, now() + OVERLAP)
    locked.save(update_fields=["expires_at"])
    return made


@transaction.atomic
def revoke(*, actor: User, key: ApiKey) -> None:
    """The key does not work from the next request on."""
    require_right(actor, key.organisation)
    locked = ApiKey.objects.select_for_update().get(pk=key.pk)
    if locked.revoked_at is None:
        locked.revoked_at, locked.revoked_by = now(), actor
        locked.save(update_fields=["revoked_at", "revoked_by"])
        note(model="API key", name=str(locked), action="revoked", pk=locked.pk)
