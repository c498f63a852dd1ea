"""Collection windows in the admin: support sets the dates and is told first what a change does to logs."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from portal.history import note
from portal.theme.forms import GovForm, GovTextField
from portal.theme.pages import form_page
from portal.theme.summary import SummaryRow
from portal.windows.effects import effects_of
from portal.windows.models import CollectionWindow
from portal.windows.uses import Use, uses_of
from portal.words import counted, day_in_words

CONFIRMED = "confirmed"


class ReasonForm(GovForm):
    """Why dates that landlords count on are changed."""

    reason = GovTextField(
        label="Why are the dates changed?",
        short_label="why the dates are changed",
        hint="It is kept in the history of the year.",
        max_length=100,
    )


@admin.register(CollectionWindow)
class CollectionWindowAdmin(admin.ModelAdmin):
    list_display = ("year", "start", "submission_deadline", "new_logs_end", "edit_end")
    ordering = ("-start_year",)
    actions = None
    fieldsets = (
        (None, {"fields": ("start_year", "start", "submission_deadline", "new_logs_end", "edit_end")}),
        ("Quarterly cut-offs", {"fields": ("q1_cut_off", "q2_cut_off", "q3_cut_off")}),
    )

    @admin.display(description="Collection year", ordering="start_year")
    def year(self, window: CollectionWindow) -> str:
        return str(window)

    def get_readonly_fields(self, request: HttpRequest, obj: CollectionWindow | None = None) -> tuple[str, ...]:
        """The year of a window that exists is its identity."""
        return ("start_year", "start") if obj else ()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """New dates are shown with what follows from them before they hold."""
        reason = ReasonForm(request.POST if CONFIRMED in request.POST else None)
        if request.method == "POST" and not (CONFIRMED in request.POST and reason.is_valid()):
            window = self.get_object(request, object_id)
            if window is not None and self.has_change_permission(request, window):
                form = self.get_form(request, window, change=True)(request.POST, instance=window)
                if form.is_valid() and form.changed_data:
                    return self._check(request, window, form, reason)
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: CollectionWindow, form: Any, change: bool) -> None:
        """The reason stands in the history beside the dates."""
        note(obj, reason=request.POST.get("reason", "").strip())
        super().save_model(request, obj, form, change)

    def _check(self, request: HttpRequest, window: CollectionWindow, form: Any, reason: ReasonForm) -> HttpResponse:
        before = CollectionWindow.objects.get(pk=window.pk)
        rows = [
            SummaryRow(
                str(form.fields[name].label).capitalize(),
                f"from {_said(getattr(before, name))} to {_said(getattr(window, name))}",
            )
            for name in form.changed_data
        ]
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        own = ("csrfmiddlewaretoken", "reason", CONFIRMED)
        hidden = [(name, value) for name, value in sent if name not in own]
        return form_page(
            request,
            title="Check the new dates",
            caption=f"Collection year {window}",
            rows=rows,
            listed=effects_of(before.as_window(), window.as_window(), uses_of(window.start_year)),
            listed_title="What this does",
            form=reason,
            hidden=[*hidden, (CONFIRMED, "yes")],
            submit="Save these dates",
            cancel=request.path,
            trail=[self.opts, window, "Check"],
        )

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Not while logs of the year exist: nothing would say any more when it closes."""
        window = self.get_object(request, object_id)
        uses = uses_of(window.start_year) if window and self.has_delete_permission(request, window) else []
        if not uses:
            return super().delete_view(request, object_id, extra_context)
        return form_page(
            request,
            title="This collection window cannot be deleted",
            caption=f"Collection year {window}",
            intro=["Logs belong to this collection year, and its dates decide when they can be changed:"],
            listed=[_said_use(use) for use in uses],
            trail=[self.opts, window, "Delete"],
            status=200 if request.method == "GET" else 403,
        )


def _said(day: Any) -> str:
    return day_in_words(day) if day else "no date"


def _said_use(use: Use) -> str:
    return counted(use.count, use.text)
