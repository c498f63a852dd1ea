from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join

from accounts.models import SentEmail
from portal.theme.read_only import ReadOnlyRows


class TemplateFilter(SimpleListFilter):
    """By what the email is, in words."""

    title = "Email"
    parameter_name = "template"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        names = SentEmail.objects.order_by("template").values_list("template", flat=True).distinct()
        return [(name, label_of(name)) for name in names]

    def queryset(self, request: HttpRequest, queryset: QuerySet[SentEmail]) -> QuerySet[SentEmail]:
        return queryset.filter(template=self.value()) if self.value() else queryset


def label_of(template: str) -> str:
    """The name of a template as people read it."""
    return template.replace("_", " ").capitalize()


@admin.register(SentEmail)
class SentEmailAdmin(ReadOnlyRows, admin.ModelAdmin):
    """What was sent to whom, for support; there is nothing to change, and no secret to see."""

    list_display = ["created_at", "template_label", "to", "subject", "state", "sent_at", "last_error"]
    list_filter = ["state", TemplateFilter]
    search_fields = ["to", "subject"]
    search_help_text = "Search by address or subject"
    readonly_fields = (
        "template_label",
        "to",
        "user",
        "subject",
        "contents",
        "state",
        "attempts",
        "created_at",
        "sent_at",
        "last_error",
    )
    fields = readonly_fields
    list_per_page = 20

    @admin.display(description="Email", ordering="template")
    def template_label(self, email: SentEmail) -> str:
        return label_of(email.template)

    @admin.display(description="Contents")
    def contents(self, email: SentEmail) -> str:
        lines = [(name.replace("_", " ").capitalize(), value) for name, value in email.parameters.items()]
        return format_html_join("", "{}: {}<br>", lines) or "Nothing besides the name"
