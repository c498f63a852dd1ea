"""How pages and use cases ask: refuse with 403 what is forbidden, hide with 404 what is out of scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model
from django.http import Http404

from orgs.access.policies import can
from portal.scoping import Scoped

if TYPE_CHECKING:
    from accounts.models import User


def require(user: User, action: str, obj: Model) -> None:
    """Raises Http404 when the user may not even know of the object, PermissionDenied when the action is forbidden."""
    if can(user, action, obj):
        return
    if action != "view" and can(user, "view", obj):
        raise PermissionDenied
    raise Http404


def get_visible_or_404(queryset: Scoped, user: User, **lookup: Any) -> Any:
    """The one way to a single object: a wrong id and an id out of scope look the same from outside."""
    try:
        return queryset.visible_to(user).get(**lookup)
    except (ObjectDoesNotExist, ValueError, TypeError) as error:
        raise Http404 from error
