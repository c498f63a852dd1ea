"""Which rows a person may know of: the access door registers the answer for each model, querysets ask here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User

Scope = Callable[["User"], Q]
_SCOPES: dict[str, Scope] = {}


def register_scope(label: str, scope: Scope) -> None:
    """The condition under which a row of this model is visible (called from `AppConfig.ready`)."""
    _SCOPES[label.lower()] = scope


def scope_of(model: type[models.Model], user: User) -> Q:
    """A model without a scope is an error, never an open door."""
    return _SCOPES[model._meta.label_lower](user)


class Scoped(Protocol):
    """Rows that can be asked for those that somebody may know of."""

    def visible_to(self, user: User) -> models.QuerySet:
        """Those rows."""


class ScopedQuerySet(models.QuerySet):
    """Rows of a model that has a scope."""

    def visible_to(self, user: User) -> Self:
        """Rows that the user may know of; the answer itself is given by the access door."""
        return self.filter(scope_of(self.model, user))

    def at_the_other_end(self, relation: str) -> Any:
        """All rows of the model at the other end of a relation of this one.

        Models take their querysets from modules that can therefore not import them.
        """
        related: Any = self.model._meta.get_field(relation).related_model
        return related.objects.all()
