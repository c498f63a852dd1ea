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


_LOG: dict[str, Rule] = {"view": anyone, "add": writers, "change": writers, "delete": writers}
_SCHEME: dict[str, Rule] = {"view": anyone, "add": coordinators, "change": coordinators, "delete": support}

_RULES: dict[str, dict[str, Rule]] = {
    "lettings.lettingslog": _LOG,
    "sales.saleslog": _LOG,
    "supported_housing.scheme": _SCHEME,
    "supported_housing.location": _SCHEME,
    "orgs.organisation": {"view": anyone, "add": support, "change": coordinators, "delete": support},
    "accounts.user": {"view": anyone, "add": coordinators, "change": writers, "delete": support},
}
_DEFAULT: dict[str, Rule] = {"view": support, "add": support, "change": support, "delete": support}

_CLOSED: dict[str, Rule] = {"view": nobody, "add": nobody, "change": nobody, "delete": nobody}
_CLOSED_APPS = ("auth", "django_q", "otp_totp", "otp_static", "otp_email", "guardian", "contenttypes", "sessions")
"""Packages whose records are secrets (second factors), rights (groups) or code to run (schedules): not even support."""
_RULES["portal.collectionwindow"] = {**_DEFAULT, "view": internal}
_RULES["portal.downloadrecord"] = {**_CLOSED, "view": internal}
_RULES["files.preparedfile"] = {**_CLOSED, "view": anyone}
_RULES["files.fetch"] = {**_CLOSED, "view": internal}
_RULES["axes.accessattempt"] = {"view": support, "add": nobody, "change": nobody, "delete": support}
_RULES["axes.accesslog"] = _RULES["axes.accessfailurelog"] = {**_CLOSED, "view": support}
_RULES["django_q.failure"] = {**_CLOSED, "view": support}


def register_model_rule(label: str, **rules: Rule) -> None:
    """An app names who may view, add, change or delete its model; what is not named is support's alone."""
    _RULES[label.lower()] = {**_DEFAULT, **rules}


def readable_inside(*labels: str) -> None:
    """Statisticians read these tables too; everything else stays support's."""
    for label in labels:
        register_model_rule(label, view=internal)


def may(user: User, action: str, label: str) -> bool:
    """Whether the role as such may do this to some record of the model."""
    label = label.lower()
    closed = label.split(".")[0] in _CLOSED_APPS
    rules = _RULES.get(label) or (_CLOSED if closed else _DEFAULT)
    return rules.get(action, nobody)(user)
