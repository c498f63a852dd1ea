"""Who calls: the key that a request carries, checked with one look at one row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from django.db import connection
from django.db.models import Q

from accounts.models import User
from orgs.api_keys.models import ApiKey
from orgs.api_keys.secrets import matches, read_token
from orgs.codes import OrganisationStatus
from portal.clock import now

USE_NOTED_EVERY = timedelta(minutes=1)
_NOBODY = (0, 1, "0" * 64, 0, 0, (), False, (), None, None, None)
_READ = (
    "SELECT id, pepper, digest, user_id, organisation_id, scopes, is_test, addresses, expires_at, revoked_at, last_used_at"
    " FROM api_keys_apikey WHERE key_id = %s"
)
"""At every request, so it is written out: putting the same statement together takes longer than carrying it out."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A key that works: what it may do and for whom."""

    key: int
    key_id: str
    user_id: int
    organisation_id: int
    scopes: frozenset[str]
    is_test: bool
    last_used_at: datetime | None


def caller_of(text: str, address: str) -> Caller | None:
    """The caller behind a key; None for a key that is unknown, wrong, expired, revoked or used from elsewhere."""
    token = read_token(text)
    if token is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_READ, [token.key_id])
        row: tuple[Any, ...] = cursor.fetchone() or _NOBODY
    pk, pepper, kept, user, organisation, scopes, is_test, addresses, expires_at, revoked_at, used_at = row
    right = matches(token.secret, pepper, kept)  # also where there is no such key: a stranger learns nothing
    if not pk or not right or is_test != token.is_test or revoked_at is not None or expires_at <= now():
        return None
    if addresses and not within(address, tuple(addresses)):
        return None
    return Caller(pk, token.key_id, user, organisation, frozenset(scopes), is_test, used_at)


@lru_cache(maxsize=1024)
def _networks(ranges: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(text) for text in ranges)


def within(address: str, ranges: tuple[str, ...]) -> bool:
    """Whether an internet address lies in one of the ranges."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    # What a socket for both kinds of address calls one of the older kind is looked for under both names.
    names = {found, found.ipv4_mapped or found} if isinstance(found, IPv6Address) else {found}
    return any(name in network for network in _networks(ranges) for name in names)


def acting_user(caller: Caller) -> User | None:
    """The system user, if its organisation still works by itself: merged or deactivated ones have no keys that do."""
    user = User.systems.usable().select_related("organisation").filter(pk=caller.user_id).first()
    if user is None or user.organisation_id != caller.organisation_id:
        return None
    organisation = user.organisation
    if organisation.status != OrganisationStatus.ACTIVE or organisation.absorbing_organisation_id:
        return None
    user.request_memory = {}  # loaded for one request: what it may do is read once
    return user


def note_use(caller: Caller) -> None:
    """Keep when a key was last used, once a minute at most."""
    at = now()
    if caller.last_used_at is None or at - caller.last_used_at >= USE_NOTED_EVERY:
        stale = Q(last_used_at=None) | Q(last_used_at__lte=at - USE_NOTED_EVERY)
        ApiKey.objects.filter(stale, pk=caller.key).update(last_used_at=at)
