"""An admin whose rows and permissions come from the access door."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from orgs.access.doors import get_visible_or_404
from orgs.access.policies import can
from portal.parameters import record_id
from portal.requests import SignedInRequest, signed_in
from portal.scoping import ScopedQuerySet
from portal.theme.record_history import HistoryEntry, history_of
from portal.theme.record_pages import RecordPages

ONE_BUTTON = {"show_delete": False, "show_save_and_add_another": False, "show_save_and_continue": False}
"""Saving a page of somebody or something that exists leads to one place."""


class AccessAdmin(RecordPages, ModelAdmin):
    """Permissions come from the access door; pages of a record are functions that get the admin first."""

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can(signed_in(request).user, "view", obj if obj is not None else self.model)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can(signed_in(request).user, "change", obj if obj is not None else self.model)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return can(signed_in(request).user, "add", self.model)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return can(signed_in(request).user, "delete", obj if obj is not None else self.model)


class ScopedAdmin(AccessAdmin):
    """As well rows come from `visible_to`, and what is out of scope is not found."""

    list_per_page = 20
    actions_on_bottom = False

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = cast(ScopedQuerySet, super().get_queryset(request))
        return rows.visible_to(signed_in(request).user)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Deleting has its own page with its own conditions."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def visible(self, request: SignedInRequest, pk: int, action: str = "view") -> Any:
        """The record, for an action: 404 out of scope, 403 when forbidden."""
        found = get_visible_or_404(self.model.objects.all(), request.user, pk=pk)
        if not can(request.user, action, found):
            raise PermissionDenied
        return found

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Who changed what and when, in the words of the fields."""
        obj = self.visible(signed_in(request), record_id(object_id))
        context = {
            **self.admin_site.each_context(request),
            "title": "History",
            "caption": str(obj),
            "trail": [self.opts, obj, "History"],
            "entries": self.history_entries(obj),
        }
        return TemplateResponse(request, "theme/record_history.html", context)

    def history_entries(self, obj: Any) -> list[HistoryEntry]:
        """What the history page tells; more where other records belong to the story."""
        return history_of(obj)
