"""Reference tables in the admin: support changes and imports them, the department's people read them."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from portal.imports.pages import CsvFilesMixin


class ReferenceAdmin(CsvFilesMixin, admin.ModelAdmin):
    """Tables of the department."""

    list_per_page = 50
    actions = None

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
