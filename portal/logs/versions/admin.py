"""Pages of dry runs: for support, reached from the draft."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse

from orgs.access import register_model_rule
from orgs.access.models import nobody, support
from portal.jobs.admin import JobAdmin
from portal.jobs.progress import progress_of
from portal.logs.versions.dry_run import ask_for_dry_run
from portal.logs.versions.forms import PreviewForm
from portal.logs.versions.models import DryRun
from portal.logs.versions.present import shown
from portal.logs.versions.preview import preview
from portal.parameters import record_id
from portal.requests import SignedInRequest, signed_in
from portal.theme.pages import form_page
from portal.theme.record_pages import model_url, record_url
from portal.years.drafts import DraftError, guard
from portal.years.models import Draft
from portal.years.preview import program_of_draft

register_model_rule("log_versions.dryrun", view=support, add=support, change=nobody, delete=nobody)
for _name in ("versionmove", "logmove"):
    register_model_rule(f"log_versions.{_name}", view=support, add=nobody, change=nobody, delete=nobody)


@admin.register(DryRun)
class DryRunAdmin(JobAdmin[DryRun]):
    """One for each time that somebody asked."""

    list_display = ("__str__", "revision", "state", "created_at")
    actions = None
    empty_list_text = "Nobody has asked what a draft means for logs. Open a draft to ask."

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(signed_in(request).user.is_support)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("draft")

    def get_urls(self) -> list[URLPattern]:
        """Where the draft leads to."""
        return [
            self.plain_page("of-draft/<int:draft>/", of_draft, "of_draft"),
            self.plain_page("of-draft/<int:draft>/preview/", preview_page, "preview"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """One is asked for from the page of its draft."""
        guard(signed_in(request).user)
        return HttpResponseRedirect(model_url(Draft))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The numbers, and how far they are."""
        return _page(request, self.job(request, record_id(object_id)))


def of_draft(request: SignedInRequest, draft: int) -> HttpResponse:
    """The newest dry run of a draft; sending the page asks for another."""
    guard(request.user)
    found = Draft.objects.select_related("base").filter(pk=draft).first()
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            return HttpResponseRedirect(record_url(ask_for_dry_run(draft=found, by=request.user)))
        except DraftError as problem:
            messages.error(request, str(problem))
            return HttpResponseRedirect(record_url(found))
    run = found.dry_runs.select_related("draft").order_by("-pk").first()
    return _page(request, run) if run else _empty(request, found)


def preview_page(request: SignedInRequest, draft: int) -> HttpResponse:
    """A section of a log as the draft would have it, chosen by role, day and section."""
    guard(request.user)
    found = Draft.objects.select_related("base").filter(pk=draft).first()
    if found is None:
        raise Http404
    try:
        sections = [(one.id, one.title) for one in program_of_draft(found).questionnaire.subsections]
        form = PreviewForm(found.year, sections, request.GET if "role" in request.GET else None)
        chosen = form.cleaned_data if form.is_bound and form.is_valid() else form.first
        shown_page = preview(draft=found, by=request.user, **chosen) if not form.errors else None
    except DraftError as problem:
        messages.error(request, str(problem))
        return HttpResponseRedirect(record_url(found))
    return form_page(
        request,
        title="Preview",
        caption=str(found),
        template="log_versions/preview.html",
        trail=[Draft._meta, found, "Preview"],
        form=form,
        shown_page=shown_page,
        shown_title=dict(sections)[str(chosen["subsection_id"])] if shown_page else "",
    )


def _empty(request: HttpRequest, draft: Draft) -> HttpResponse:
    return form_page(
        request,
        title="What it means for logs",
        caption=str(draft),
        trail=[Draft._meta, draft, "What it means for logs"],
        intro=[
            "Every log of the year is looked at as if the draft were in force: which would be asked something new, "
            "and which answers would go. Nothing is changed."
        ],
        submit="Look at all logs",
        cancel=record_url(draft),
    )


def _page(request: HttpRequest, run: DryRun) -> HttpResponse:
    return form_page(
        request,
        title="What it means for logs",
        caption=str(run.draft),
        template="log_versions/dry_run.html",
        trail=[Draft._meta, run.draft, "What it means for logs"],
        run=run,
        progress=progress_of(run, unit="logs"),
        again=reverse("admin:log_versions_dryrun_of_draft", args=[run.draft_id]),
        **shown(run),
    )
