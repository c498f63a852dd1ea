"""Snapshots in the admin: which there are, their manifests and files, and asking for one more."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from orgs.access.admin import AccessAdmin
from portal.clock import LONDON, end_of_day, today
from portal.downloads.models import DownloadKind
from portal.downloads.record import record_download
from portal.jobs.admin import JobAdmin
from portal.jobs.progress import progress_of
from portal.logs.kinds import kind_named, kinds
from portal.logs.snapshots.job import STORE, ask_for_snapshot
from portal.logs.snapshots.models import Snapshot, SnapshotState
from portal.parameters import record_id
from portal.requests import SignedInRequest, signed_in
from portal.theme.forms import GovDateField, GovForm, GovRadiosField, GovSelectField
from portal.theme.pages import form_page
from portal.theme.presenters import status_tag_html
from portal.words import moment_in_words

COLOURS = {
    SnapshotState.WAITING: "grey",
    SnapshotState.TAKING: "yellow",
    SnapshotState.TAKEN: "green",
    SnapshotState.FAILED: "red",
}


class AskForm(GovForm):
    """Of what, and as of when."""

    kind = GovRadiosField(label="Which logs?", short_label="the kind of log", inline=True)
    year = GovSelectField(label="Of which collection year?", short_label="the collection year")
    day = GovDateField(
        label="As they stood at the end of", short_label="Day", hint="Leave empty for now.", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = sorted({year for kind in kinds() for year in kind.years}, reverse=True)
        self._offer("kind", [(kind.log_type, kind.words.title) for kind in kinds()])
        self._offer("year", [(str(year), f"{year} to {year + 1}") for year in years])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """A year that the kind has, and a day that is over."""
        cleaned = super().clean() or {}
        kind, year, day = cleaned.get("kind"), cleaned.get("year"), cleaned.get("day")
        if kind and year and int(year) not in kind_named(kind).years:
            self.add_error("year", "There is no questionnaire of this year for these logs")
        if day and day >= today():
            self.add_error("day", "Day must be in the past")
        return cleaned


@admin.register(Snapshot)
class SnapshotAdmin(AccessAdmin, JobAdmin[Snapshot]):
    """For support and statisticians."""

    list_display = ("snapshot", "stands_for", "state_tag", "logs", "asked")
    list_display_links = ("snapshot",)
    list_per_page = 20
    ordering = ("-pk",)
    actions = None
    empty_list_text = "No snapshot has been taken yet. They are taken every Monday at 4am."

    @admin.display(description="Snapshot")
    def snapshot(self, one: Snapshot) -> str:
        return _title(one)

    @admin.display(description="As of", ordering="as_of")
    def stands_for(self, one: Snapshot) -> str:
        return moment_in_words(one.as_of.astimezone(LONDON)) if one.as_of else ""

    @admin.display(description="State", ordering="state")
    def state_tag(self, one: Snapshot) -> SafeString:
        return status_tag_html(str(one.get_state_display()), COLOURS[SnapshotState(one.state)])

    @admin.display(description="Logs", ordering="row_count")
    def logs(self, one: Snapshot) -> str:
        return f"{one.row_count:,}" if one.state == SnapshotState.TAKEN else ""

    def get_urls(self) -> list[Any]:
        """Its file and its manifest."""
        ours = [
            self.record_page("<int:pk>/file/", SnapshotAdmin.parquet, "file"),
            self.record_page("<int:pk>/manifest/", SnapshotAdmin.manifest, "manifest"),
        ]
        return [*ours, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """One more, by a worker."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = AskForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            chosen = form.cleaned_data
            at = end_of_day(chosen["day"]) if chosen["day"] else None
            snapshot = ask_for_snapshot(chosen["kind"], int(chosen["year"]), at)
            messages.success(request, "The snapshot was asked for. A worker takes it now.")
            return redirect("admin:snapshots_snapshot_change", snapshot.pk)
        return form_page(
            request,
            title="Take a snapshot",
            intro=[
                "All logs of a year as one Parquet file, with the columns of the database view. Each has a manifest"
                " with the number of logs, the checksum, the moment and the version of the questionnaire."
            ],
            form=form,
            submit="Take snapshot",
            cancel=reverse("admin:snapshots_snapshot_changelist"),
            trail=[self.opts, "Take a snapshot", ""],
            status=422 if form.errors else 200,
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """How far it is, and its manifest."""
        one = self.job(signed_in(request), record_id(object_id))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _title(one),
            "snapshot": one,
            "view": one.view,
            "stands_for": self.stands_for(one),
            "state_text": str(one.get_state_display()),
            "state_colour": COLOURS[SnapshotState(one.state)],
            "size": filesizeformat(storages[STORE].size(one.store_name)) if self._is_there(one) else "",
            "progress": progress_of(one, unit="logs"),
            "may_steer": one.is_open and self.may_steer(signed_in(request)),
        }
        return TemplateResponse(request, "snapshots/snapshot.html", context)

    def parquet(self, request: SignedInRequest, pk: int) -> FileResponse:
        """The file; who took it is recorded before the first byte."""
        return self._open(request, pk, "")

    def manifest(self, request: SignedInRequest, pk: int) -> FileResponse:
        """What is in it, for programs."""
        return self._open(request, pk, ".json")

    def _open(self, request: SignedInRequest, pk: int, ending: str) -> FileResponse:
        one = self.job(request, pk)
        if not self._is_there(one):
            raise Http404
        name = f"{one.store_name}{ending}"
        record_download(user=request.user, kind=DownloadKind.SNAPSHOTS, filters={"file": name})
        return FileResponse(
            storages[STORE].open(name), as_attachment=True, filename=f"{one.view}-{name.rpartition('/')[2]}"
        )

    def _is_there(self, one: Snapshot) -> bool:
        return one.state == SnapshotState.TAKEN and storages[STORE].exists(one.store_name)


def _title(one: Snapshot) -> str:
    return f"{kind_named(one.log_type).words.title} {one.year} to {one.year + 1}, number {one.pk}"
