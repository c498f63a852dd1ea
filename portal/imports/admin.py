"""Imports in the admin: how far a file is, what is wrong with it, what it changes, and confirming it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.safestring import SafeString

from portal.guarded import needs_no_staff_session
from portal.imports.ask import NotReady, confirm, may_import
from portal.imports.kinds import import_kind, kind_choices
from portal.imports.models import FileImport, ImportState
from portal.jobs.admin import AskedForElsewhere
from portal.jobs.progress import page_of, progress_of
from portal.parameters import record_id
from portal.requests import SignedInRequest, signed_in
from portal.theme.presenters import status_tag_html

COLOURS = {
    ImportState.CHECKING: "yellow",
    ImportState.READY: "blue",
    ImportState.REFUSED: "red",
    ImportState.IMPORTING: "yellow",
    ImportState.DONE: "green",
    ImportState.FAILED: "red",
}


class KindFilter(admin.SimpleListFilter):
    """By what was imported."""

    title = "what"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return kind_choices()

    def queryset(self, request: HttpRequest, queryset: QuerySet[FileImport]) -> QuerySet[FileImport]:
        return queryset.filter(kind=self.value()) if self.value() in dict(kind_choices()) else queryset


@admin.register(FileImport)
class FileImportAdmin(AskedForElsewhere[FileImport]):
    """Files that were sent to change tables."""

    list_display = ("name", "what", "user", "sent", "state_tag", "new", "changed")
    list_display_links = ("name",)
    list_filter = (KindFilter, "state")
    list_select_related = ("user",)
    empty_list_text = "No file has been sent yet. Choose one with “Import” on the list that it is for."

    def has_view_permission(self, request: HttpRequest, obj: FileImport | None = None) -> bool:
        return may_import(signed_in(request).user)

    def may_steer(self, request: SignedInRequest) -> bool:
        return may_import(request.user)

    @admin.display(description="File", ordering="file_name")
    def name(self, sent: FileImport) -> str:
        return sent.file_name

    @admin.display(description="What")
    def what(self, sent: FileImport) -> str:
        return dict(kind_choices())[sent.kind]

    @admin.display(description="Sent", ordering="created_at")
    def sent(self, job: FileImport) -> Any:
        return job.created_at

    @admin.display(description="State", ordering="state")
    def state_tag(self, sent: FileImport) -> SafeString:
        return status_tag_html(sent.get_state_display(), COLOURS[ImportState(sent.state)])

    def get_urls(self) -> list[URLPattern]:
        """One address more: confirming."""
        return [self.record_page("<int:pk>/confirm/", type(self).confirm, "confirm"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """How far it is; once checked, what is wrong or what it changes."""
        sent = self.job(request, record_id(object_id))
        kind = import_kind(sent.kind)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(sent),
            "sent": sent,
            "what": kind.title,
            "in_part": kind.in_part,
            "back": reverse(kind.back),
            "state_colour": COLOURS[ImportState(sent.state)],
            "progress": progress_of(sent, unit="rows"),
        }
        return TemplateResponse(request, "imports/import.html", context)

    def confirm(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Has it imported. What organisations have is changed with a reason only."""
        sent = self.job(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if import_kind(sent.kind).of_the_department:
            needs_no_staff_session(request)
        try:
            confirm(user=request.user, sent=sent)
        except NotReady:
            messages.error(request, "There is nothing to confirm any more.")
        return HttpResponseRedirect(page_of(sent))
