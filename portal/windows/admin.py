from __future__ import annotations

from django.contrib import admin

from portal.windows.models import CollectionWindow


@admin.register(CollectionWindow)
class CollectionWindowAdmin(admin.ModelAdmin):
    list_display = ("start_year", "start", "submission_deadline", "new_logs_end", "edit_end")
    ordering = ("-start_year",)
    actions = None
    fieldsets = (
        (None, {"fields": ("start_year", "start", "submission_deadline", "new_logs_end", "edit_end")}),
        ("Quarterly cut-offs", {"fields": ("q1_cut_off", "q2_cut_off", "q3_cut_off")}),
    )
