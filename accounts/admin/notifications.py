from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Notification
from portal.clock import now


@admin.register(Notification)
class NotificationAdmin(admin.ModelAdmin):
    """Banners; deleting one ends it, so that its history stays."""

    list_display = ["title", "start_date", "end_date", "show_on_unauthenticated_pages"]
    fields = [
        "title",
        "start_date",
        "end_date",
        "show_on_unauthenticated_pages",
        "show_additional_page",
        "link_text",
        "page_content",
    ]
    search_fields = ["title"]
    list_per_page = 20

    def delete_model(self, request: HttpRequest, obj: Notification) -> None:
        if obj.end_date is None or obj.end_date > now():
            obj.end_date = max(now(), obj.start_date)
            obj.save()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions
