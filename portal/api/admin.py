"""Which logs were read through the API, for the department; nobody changes it."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from portal.api.models import LogsRead
from portal.clock import moment
from portal.words import counted, day_in_words


@admin.register(LogsRead)
class LogsReadAdmin(admin.ModelAdmin):
    """Beside the records of downloads."""

    list_display = ("when", "key", "organisation", "log_type", "how_many", "asked_for")
    list_filter = ("log_type",)
    list_select_related = ("key", "organisation")
    list_per_page = 20
    search_fields = ("key__name", "key__key_id", "organisation__name")
    search_help_text = "Search by key or organisation"
    fields = ("when", "key", "organisation", "log_type", "numbers", "asked_for")
    readonly_fields = fields
    actions = None
    empty_list_text = "No log has been read through the API yet."

    @admin.display(description="When", ordering="at")
    def when(self, record: LogsRead) -> str:
        at = moment(record.at)
        return f"{day_in_words(at)}, {at:%H:%M}"

    @admin.display(description="Logs")
    def how_many(self, record: LogsRead) -> str:
        return counted(len(record.log_ids), "log")

    @admin.display(description="Numbers of the logs")
    def numbers(self, record: LogsRead) -> str:
        return ", ".join(map(str, record.log_ids))

    @admin.display(description="Asked for")
    def asked_for(self, record: LogsRead) -> str:
        chosen = record.filters.items()
        return "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in chosen) or "All or one"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
