from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import StaffAction, StaffSession
from portal.theme.read_only import ReadOnlyRows


class ActionInline(admin.TabularInline):
    model = StaffAction
    readonly_fields = ("at", "action", "model", "object_name", "object_id")
    fields = readonly_fields
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(StaffSession)
class StaffSessionAdmin(ReadOnlyRows, admin.ModelAdmin):
    """Who of support changed other organisations' data, when, why, and what."""

    list_display = ["started_at", "user", "reason", "ends_at", "ended_at"]
    search_fields = ["user__name", "reason"]
    list_select_related = ["user"]
    readonly_fields = ("user", "reason", "started_at", "ends_at", "ended_at")
    fields = readonly_fields
    inlines = [ActionInline]
    list_per_page = 20
