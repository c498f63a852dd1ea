"""Creating a log: the set-up page of a log that does not exist yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from orgs import access
from orgs.models import Organisation
from portal.logs.admin.subsection import answer
from portal.logs.choices import creation_presets
from portal.parameters import record_id
from portal.requests import SignedInRequest

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin


def may_create(user: Any, organisation: Organisation | None = None) -> bool:
    """Support always, and for one organisation when it has signed; others when their organisation has signed and
    there is stock to let or sell (docs/domain/organisations.md#3)."""
    return access.can(user, "create_log", organisation or user.organisation)


def organisation_looked_at(request: SignedInRequest) -> Organisation | None:
    """The one organisation whose logs support has filtered the list by."""
    if not request.user.is_support:
        return None
    chosen = {request.GET.get(name, "") for name in ("owner", "manager", "organisation")} - {""}
    if len(chosen) != 1 or not (pk := record_id(chosen.pop())):
        return None
    return Organisation.objects.visible_to(request.user).with_agreement_signed().filter(pk=pk).first()


def new_log(admin: LogAdmin, request: SignedInRequest) -> HttpResponse:
    """The set-up page; the log comes into being with its first save."""
    if not may_create(request.user):
        raise PermissionDenied
    log = admin.model(created_by=request.user)
    for name, value in creation_presets(request.user, log).items():
        setattr(log, log.kind.reference_columns[name], value)
    return answer(admin, request, log, "setup")
