"""Files in the admin: how far large ones are and fetching them, and every file that left."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.safestring import SafeString

from portal.clock import now
from portal.files.fetching import Expired, fetch
from portal.files.models import Fetch, PreparedFile, PreparedState
from portal.files.registry import file_kind
from portal.jobs.admin import AskedForElsewhere
from portal.jobs.progress import progress_of
from portal.parameters import record_id
from portal.requests import SignedInRequest
from portal.theme.presenters import status_tag_html

COLOURS = {
    PreparedState.WAITING: "grey",
    PreparedState.WRITING: "yellow",
    PreparedState.READY: "green",
    PreparedState.FAILED: "red",
}


@admin.register(Fetch)
class FetchAdmin(admin.ModelAdmin):
    """Which files left, with how many records; nobody changes it."""

    list_display = ("at", "user", "what", "row_count", "asked_for", "checksum")
    list_select_related = ("user", "record", "record__user")
    list_per_page = 20
    search_fields = ("user__name", "user__email")
    search_help_text = "Search by name or email address"
    fields = ("at", "user", "what", "row_count", "asked_for", "checksum")
    readonly_fields = fields
    actions = None
    empty_list_text = "No file has left yet."

    @admin.display(description="What", ordering="record__download_type")
    def what(self, one: Fetch) -> str:
        return str(one.record.get_download_type_display())

    @admin.display(description="Asked for by")
    def asked_for(self, one: Fetch) -> str:
        return str(one.record.user)


@admin.register(PreparedFile)
class PreparedFileAdmin(AskedForElsewhere[PreparedFile]):
    """Large files: how far they are, and fetching them while they are kept."""

    list_display = ("file", "what", "user", "asked", "state_tag", "records")
    list_display_links = ("file",)
    list_select_related = ("user",)
    empty_list_text = "Large files that you ask for on a list are shown here for two days."

    def has_view_permission(self, request: HttpRequest, obj: PreparedFile | None = None) -> bool:
        return obj is None or self.get_queryset(request).filter(pk=obj.pk).exists()

    @admin.display(description="File")
    def file(self, file: PreparedFile) -> str:
        return str(file)

    @admin.display(description="What")
    def what(self, file: PreparedFile) -> str:
        return file_kind(file.kind).title

    @admin.display(description="State", ordering="state")
    def state_tag(self, file: PreparedFile) -> SafeString:
        return status_tag_html(*_state(file))

    @admin.display(description="Records", ordering="row_count")
    def records(self, file: PreparedFile) -> str:
        return f"{file.row_count:,}" if file.state == PreparedState.READY else ""

    def get_urls(self) -> list[URLPattern]:
        """One address more: fetching."""
        return [self.record_page("<int:pk>/fetch/", type(self).fetch, "fetch"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """How far it is; when it is there, the way to fetch it."""
        return self._page(request, self.job(request, record_id(object_id)))

    def fetch(self, request: SignedInRequest, pk: int) -> HttpResponseBase:
        """The file itself, or the page that says why not any more."""
        file = self.job(request, pk)
        try:
            return fetch(file=file, user=request.user)
        except Expired:
            return self._page(request, file)

    def _page(self, request: HttpRequest, file: PreparedFile) -> HttpResponse:
        text, colour = _state(file)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(file),
            "file": file,
            "what": file_kind(file.kind).title,
            "size": filesizeformat(file.size),
            "expired": file.has_expired(now()),
            "state_text": text,
            "state_colour": colour,
            "progress": progress_of(file, unit="records"),
        }
        return TemplateResponse(request, "files/file.html", context)


def _state(file: PreparedFile) -> tuple[str, str]:
    if file.has_expired(now()):
        return "No longer kept", "grey"
    return str(file.get_state_display()), COLOURS[PreparedState(file.state)]
