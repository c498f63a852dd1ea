"""Export runs in the admin: how each went, and a new one when support asks for it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from export_cds.admin import present
from export_cds.admin.compare import compare_page
from export_cds.admin.contents import archive_contents
from export_cds.admin.filters import StateFilter, YearFilter
from export_cds.admin.forms import EVERYTHING, StartForm
from export_cds.admin.open_file import open_file
from export_cds.models import Export, ExportRun, ExportState, RunState
from export_cds.running.request import AnotherRunIsOpen, BadRequest, request_run
from orgs.access.admin import AccessAdmin
from portal.clock import today
from portal.jobs.admin import JobAdmin
from portal.jobs.models import may_be_given_up
from portal.jobs.progress import progress_of
from portal.logs.missing_years import in_words, missing_questionnaires
from portal.parameters import record_id
from portal.requests import SignedInRequest, signed_in
from portal.theme.pages import form_page
from portal.theme.presenters import status_tag_html
from portal.theme.record_pages import model_url, record_url

SENT = ~Q(exports__state=ExportState.EMPTY)


@admin.register(ExportRun)
class ExportRunAdmin(AccessAdmin, JobAdmin[ExportRun]):
    give_up_question = "Are you sure you want to give up this export?"
    what_giving_up_means = "Nothing of it counts as sent. The next export sends what this one would have sent."
    given_up = "The export was given up. Nothing of it counts as sent."
    not_given_up = "This export cannot be given up any more: the department may already have read it."
    list_display = ("asked", "covers", "started_by", "state_tag", "archives", "records", "size", "wrong")
    list_display_links = ("asked",)
    list_filter = (StateFilter, YearFilter, "kind", "collection")
    list_select_related = ("requested_by",)
    list_per_page = 20
    ordering = ("-created_at", "-id")
    actions = None
    empty_list_text = "No export has run yet. The first one starts at midnight."
    change_list_template = "export_cds/runs.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ExportRun]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                archive_count=Count("exports", filter=SENT),
                record_count=Coalesce(Sum("exports__records"), 0),
                total_size=Coalesce(Sum("exports__size"), 0),
            )
        )

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @admin.display(description="What")
    def covers(self, run: ExportRun) -> str:
        return present.scope(run)

    @admin.display(description="Started by")
    def started_by(self, run: ExportRun) -> str:
        return present.origin(run)

    @admin.display(description="State", ordering="state")
    def state_tag(self, run: ExportRun) -> SafeString:
        return status_tag_html(present.state_label(run), present.state_colour(run))

    @admin.display(description="Archives", ordering="archive_count")
    def archives(self, run: Any) -> int:
        return run.archive_count

    @admin.display(description="Records", ordering="record_count")
    def records(self, run: Any) -> str:
        return f"{run.record_count:,}"

    @admin.display(description="Size", ordering="total_size")
    def size(self, run: Any) -> str:
        return present.size(run.total_size)

    @admin.display(description="What went wrong")
    def wrong(self, run: ExportRun) -> str:
        return Truncator(run.error).chars(80)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """All runs, with a word about years that are sent by an older questionnaire."""
        missing = in_words(missing_questionnaires(today()))
        return super().changelist_view(request, {**(extra_context or {}), "missing_years": missing})

    def get_urls(self) -> list[URLPattern]:
        """Its files, for those who may see what was sent."""
        ours = [
            self.record_page("compare/", compare_page, "compare"),
            self.record_page("<int:pk>/archives/<int:export_id>/", ExportRunAdmin.archive, "archive"),
            self.record_page("<int:pk>/archives/<int:export_id>/contents/", ExportRunAdmin.contents, "contents"),
            self.record_page("<int:pk>/manifest/", ExportRunAdmin.manifest, "manifest"),
        ]
        return [*ours, *super().get_urls()]

    def archive(self, request: SignedInRequest, pk: int, export_id: int) -> FileResponse:
        """An archive as the department has it; who took it is recorded."""
        export = self._delivered(request, pk, export_id)
        return open_file(export.run, export.file_name, user=request.user)

    def contents(self, request: SignedInRequest, pk: int, export_id: int) -> HttpResponse:
        """What is in it, and one record of it."""
        return archive_contents(self, request, self._delivered(request, pk, export_id))

    def _delivered(self, request: SignedInRequest, pk: int, export_id: int) -> Export:
        run = self.job(request, pk)
        return get_object_or_404(run.exports.select_related("run"), pk=export_id, state=ExportState.DELIVERED)

    def manifest(self, request: SignedInRequest, pk: int) -> FileResponse:
        """The list of its archives."""
        run = self.job(request, pk)
        if run.state != RunState.FINISHED:
            raise Http404
        return open_file(run, run.manifest_name, user=request.user)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Export now."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = StartForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            chosen = form.cleaned_data
            collection = "" if chosen["collection"] == EVERYTHING else chosen["collection"]
            try:
                run = request_run(
                    actor=signed_in(request).user, kind=chosen["kind"], collection=collection, year=chosen["year"]
                )
            except (AnotherRunIsOpen, BadRequest) as problem:
                form.add_error(None, str(problem))
            else:
                return HttpResponseRedirect(record_url(run))
        return form_page(
            request,
            title="Export now",
            intro=["The export starts at once. You can leave the page while it runs."],
            form=form,
            submit="Start export",
            cancel=reverse("admin:export_cds_exportrun_changelist"),
            trail=[self.opts, "Export now", ""],
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """How a run is going or went; follows it while it runs."""
        run = self.job(request, record_id(object_id))
        exports = list(run.exports.all())
        context = {
            **self.admin_site.each_context(request),
            "title": str(run),
            "opts": self.opts,
            "run": run,
            "scope": present.scope(run),
            "origin": present.origin(run),
            "progress": progress_of(run, unit="records"),
            "state_label": present.state_label(run),
            "state_colour": present.state_colour(run),
            "archives": [
                {**present.archive_row(export), "href": _file(export), "contents": _file(export, "contents")}
                for export in exports
            ],
            "total_records": sum(export.records for export in exports),
            "may_act": run.is_open and self.has_add_permission(request),
            "may_give_up": may_be_given_up(run),
            "missing_years": present.missing_years(exports),
        }
        return TemplateResponse(request, "export_cds/run.html", context)


def _file(export: Export, page: str = "archive") -> str:
    """Where it can be opened; nowhere when it was not delivered."""
    if export.state != ExportState.DELIVERED:
        return ""
    return model_url(ExportRun, page, export.run_id, export.pk)
