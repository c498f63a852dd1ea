"""Keys of the API, made the way people make them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accounts.models import User
from orgs.api_keys.issue import issue
from orgs.api_keys.models import ApiKey, Scope
from orgs.models import Organisation
from portal.clock import now
from tests.factories.accounts import CoordinatorFactory

ALL = tuple(Scope.values)


def issued(
    organisation: Organisation, *, scopes: Any = ALL, actor: User | None = None, days: int = 90, **fields: Any
) -> tuple[ApiKey, str]:
    """A key with its text."""
    return issue(
        actor=actor or CoordinatorFactory(organisation=organisation),
        organisation=organisation,
        name=fields.pop("name", "Housing system"),
        scopes=scopes,
        expires_at=now() + timedelta(days=days),
        **fields,
    )


def ApiKeyFactory(*, organisation: Organisation) -> ApiKey:
    """A key alone, where nobody needs to use it."""
    return issued(organisation)[0]
