"""What roles may do with a kind of record as a whole: what the navigation shows, before any record is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User

Rule = Callable[["User"], bool]


def anyone(user: User) -> bool:
    return True


def nobody(user: User) -> bool:
    return False


def support(user: User) -> bool:
    return user.is_support


def internal(user: User) -> bool:
    return user.is_privileged


def writers(user: User) -> bool:
    """Everyone but statisticians, who read only."""
    return not user.is_statistician


def coordinators(user: User) -> bool:
    return user.is_coordinator or user.is_support


_LOG = {"view": anyone, "add": writers, "change": writers, "delete": writers}
_SCHEME = {"view": anyone, "add": coordinators, "change": coordinators, "delete": support}

_RULES: dict[str, dict[str, Rule]] = {
    "lettings.lettingslog": _LOG,
    "sales.saleslog": _LOG,
    "supported_housing.scheme": _SCHEME,
    "supported_housing.location": _SCHEME,
    "orgs.organisation": {"view": anyone, "add": support, "change": coordinators, "delete": support},
    "accounts.user": {"view": anyone, "add": coordinators, "change": writers, "delete": support},
}
_DEFAULT: dict[str, Rule] = {"view": support, "add": support, "change": support, "delete": support}


def register_model_rule(label: str, **rules: Rule) -> None:
    """An app names who may view, add, change or delete its model; what is not named is support's alone."""
    _RULES[label.lower()] = {**_DEFAULT, **rules}


def may(user: User, action: str, label: str) -> bool:
    """Whether the role as such may do this to some record of the model."""
    rules = _RULES.get(label.lower(), _DEFAULT)
    return rules.get(action, support)(user)
