"""Deleting logs, one or several, each after a page that says what will happen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from orgs import access
from portal.clock import today
from portal.logs.admin.change_list import name_organisations
from portal.logs.models import Log
from portal.logs.record import delete_log
from portal.requests import SignedInRequest
from portal.theme.record_pages import model_url
from portal.windows import Windows, load_windows
from portal.words import counted

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin


MOST_AT_ONCE = 500


def may_delete(user: Any, log: Log) -> bool:
    """By the access door, and only while the log's year still takes new logs."""
    return access.can(user, "delete", log) and not why_not(user, log, load_windows())


def why_not(user: Any, log: Log, windows: Windows) -> str:
    """Why this person cannot delete the log; empty when they can (docs/domain/organisations.md#2.2 and 10, Q12)."""
    if not access.can(user, "delete", log):
        mine = user.is_provider and log.assigned_to_id != user.pk and access.can(user, "change", log)
        return "It is not assigned to you" if mine else "You cannot delete logs of its organisations"
    if not windows.log_open_for_new(log.date, today()):
        return "Its collection year no longer takes new logs or deletions"
    return ""


def delete_one(admin: LogAdmin, request: SignedInRequest, log_id: int) -> HttpResponse:
    """Ask, then delete."""
    from portal.logs.admin.pages import base_context, get_log

    log = get_log(admin, request, log_id)
    if not may_delete(request.user, log):
        raise PermissionDenied
    if request.method == "POST":
        delete_log(log=log, actor=request.user)
        messages.success(request, f"Log {log.pk} has been deleted.")
        return HttpResponseRedirect(model_url(admin.model))
    name_organisations(request, [log])
    context = base_context(admin, request, log, f"Are you sure you want to delete log {log.pk}?")
    return TemplateResponse(
        request, "logs/delete_confirmation.html", {**context, "logs": [log], "chosen_caption": going_caption([log])}
    )


def delete_several(admin: LogAdmin, request: SignedInRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """A list of what goes and what stays, then all of it in one transaction."""
    confirmed = request.POST.get("confirm") == "yes"
    logs = list(queryset.select_related("owning_organisation")[: MOST_AT_ONCE + 1])
    if len(logs) > MOST_AT_ONCE:
        messages.error(request, f"You can delete up to {MOST_AT_ONCE} logs at once. Select fewer, or filter the list.")
        return None
    windows = load_windows()
    going, staying = [], []
    for log in logs:
        if reason := why_not(request.user, log, windows):
            staying.append({"log": log, "reason": reason})
        else:
            going.append(log)
    if confirmed:
        with transaction.atomic():
            for log in going:
                delete_log(log=log, actor=request.user)
        count = len(going)
        messages.success(request, f"{counted(count, 'log has', 'logs have')} been deleted.")
        return HttpResponseRedirect(model_url(admin.model))
    name_organisations(request, logs)
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": f"Are you sure you want to delete {counted(len(going), 'log')}?",
        "logs": going,
        "chosen_caption": going_caption(going, unless=", unless you untick them"),
        "staying": staying,
        "list_url": model_url(admin.model),
        "action": "delete_logs",
    }
    return TemplateResponse(request, "logs/delete_confirmation.html", context)


def going_caption(logs: Sequence[Log], unless: str = "") -> str:
    """What the table of the logs that go is called."""
    return "This log will be deleted" if len(logs) == 1 else f"These {len(logs)} logs will be deleted{unless}"
