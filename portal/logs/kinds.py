"""Which kinds of log exist: everybody who needs to know asks here.

Lettings and sales register themselves when the applications are ready; nothing in `portal` names either of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Q

from accounts.models import User
from orgs import access
from portal.logs.kind import LogKind
from portal.logs.status import VISIBLE
from portal.scoping import register_scope
from portal.years.kinds import register as register_questionnaires

_KINDS: dict[str, LogKind] = {}


def register_kind(kind: LogKind) -> None:
    """Make a kind of log known, and known to its model."""
    _KINDS[kind.log_type] = kind
    kind.model.kind = kind
    register_questionnaires(kind)
    register_scope(kind.model._meta.label, visible_logs)


def visible_logs(user: User) -> Q:
    """Logs that the user may see; pending and deleted ones are in nobody's list."""
    return access.visible_logs(user) & Q(status__in=VISIBLE)


def kinds() -> tuple[LogKind, ...]:
    """Every kind of log, in the order in which the applications are installed."""
    return tuple(_KINDS.values())


def log_types() -> tuple[str, ...]:
    """The names of the kinds, as questionnaires and change marks have them."""
    return tuple(_KINDS)


def kind_named(log_type: str) -> LogKind:
    """The kind with this name; KeyError when there is none."""
    return _KINDS[log_type]


@contextmanager
def kind_replaced(kind: LogKind) -> Iterator[LogKind]:
    """For a while another kind stands in for the one of the same name, for instance with questionnaires on trial."""
    before = _KINDS[kind.log_type]
    register_kind(kind)
    try:
        yield kind
    finally:
        register_kind(before)
