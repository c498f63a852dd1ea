from __future__ import annotations

import json

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from portal.downloads.models import DownloadRecord
from portal.words import moment_in_words


@admin.register(DownloadRecord)
class DownloadRecordAdmin(admin.ModelAdmin):
    """The department looks up who took which data out; nobody changes it."""

    list_display = ("asked_for", "user", "organisation", "role", "download_type", "filters")
    list_filter = ("download_type",)
    list_select_related = ("user", "user_organisation")
    list_per_page = 20
    search_fields = ("user__name", "user__email", "user_organisation__name")
    search_help_text = "Search by name, email address or organisation"
    fields = ("asked_for", "user", "organisation", "role", "download_type", "filters")
    readonly_fields = fields
    actions = None
    empty_list_text = "Nobody has asked for a file yet."

    def get_queryset(self, request: HttpRequest) -> QuerySet[DownloadRecord]:
        return (
            super()
            .get_queryset(request)
            .select_related(*self.list_select_related)
            .prefetch_related("user_organisation__name_changes")
        )

    @admin.display(description="Asked for", ordering="created_at")
    def asked_for(self, record: DownloadRecord) -> str:
        return moment_in_words(record.created_at)

    @admin.display(description="Organisation", ordering="user_organisation__name")
    def organisation(self, record: DownloadRecord) -> str:
        return str(record.user_organisation)

    @admin.display(description="Role")
    def role(self, record: DownloadRecord) -> str:
        labels = dict(record.user._meta.get_field("role").flatchoices)
        return str(labels.get(record.user_role, "None"))

    @admin.display(description="Filters")
    def filters(self, record: DownloadRecord) -> str:
        """In words as far as the addresses of lists are words."""
        chosen = json.loads(record.download_filters)
        return "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in chosen.items()) or "None"
