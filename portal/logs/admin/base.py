"""The admin of a log: list, task list, subsections, check answers, history, deletion. Lettings and sales inherit it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin import ShowFacets
from django.contrib.admin.views.main import ORDER_VAR
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse

from orgs import access
from orgs.access.admin import AccessAdmin
from orgs.agreements.banners import blocking_banner
from portal.logs.admin import (
    as_it_stood,
    as_they_stood,
    contradictions,
    create,
    delete,
    download,
    duplicates,
    pages,
    reassign,
    rules,
    subsection,
)
from portal.logs.admin.banners import banners_of, duplicates_notice
from portal.logs.admin.change_list import LogChangeList
from portal.logs.admin.paginator import CappedPaginator
from portal.logs.admin.search import search_logs
from portal.logs.downloads.files import may_have_codes, may_look_back
from portal.logs.tabs import registered_tabs
from portal.requests import SignedInRequest, kept, signed_in
from portal.theme.record_pages import model_url


class LogAdmin(AccessAdmin):
    """Configuration and calls only; what the pages do stands in the modules named after them."""

    list_per_page = 20
    ordering = ("-id",)
    list_select_related = ("assigned_to",)
    show_facets = ShowFacets.NEVER
    remember_filters = True
    paginator = CappedPaginator
    change_list_template = "logs/change_list.html"
    actions = ("reassign_logs", "delete_logs")
    search_columns: tuple[str, ...] = ()
    manager_title = "Managed by"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Only what the user may see, and never the answers document."""
        queryset = self.model.objects.visible_to(request.user).without_answers()
        return queryset.order_by(*self.ordering)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[LogChangeList]:
        """Ours, which knows the names of organisations."""
        return LogChangeList

    def get_sortable_by(self, request: HttpRequest) -> tuple[str, ...]:
        """Everybody's logs are too many to sort by anything but their number."""
        everything = signed_in(request).user.is_support or signed_in(request).user.is_statistician
        return ("number",) if everything else tuple(map(str, self.get_list_display(request)))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The number exactly, codes and postcodes in part (docs/domain/organisations.md#7.2)."""
        return search_logs(queryset, search_term, self.search_columns, ordered=ORDER_VAR in request.GET), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The stock list with the addresses of its own tools."""
        tools: dict[str, Any] = {
            "download_url": model_url(self.model, "download"),
            "may_have_codes": may_have_codes(signed_in(request).user),
            "past_url": model_url(self.model, "as_they_stood") if may_look_back(signed_in(request).user) else "",
            "duplicates_url": model_url(self.model, "all_duplicates"),
            "rules_url": model_url(self.model, "rules"),
            "banners": partial(banners_of, self, request),
        }
        standing = self._standing(signed_in(request))
        if not (standing.get("blocking") or signed_in(request).user.is_privileged or "q" in request.GET):
            tools["notice_url"] = model_url(self.model, "notice")
        return super().changelist_view(request, {**tools, **standing, **(extra_context or {})})

    def _standing(self, request: SignedInRequest) -> dict[str, Any]:
        """Whether logs can be added here, and if not, what stands in the way and who can do something about it.

        Support looks at one organisation by filtering the list by it.
        """
        organisation = create.organisation_looked_at(request)
        may_add = create.may_create(request.user, organisation) if organisation else self.has_add_permission(request)
        if may_add and organisation is None:
            return {"has_add_permission": True, "upload_url": self._upload_url(organisation)}
        upload = {"upload_url": self._upload_url(organisation)} if may_add else {}
        return {"has_add_permission": may_add, "blocking": blocking_banner(request.user, organisation), **upload}

    def _upload_url(self, organisation: Any) -> str:
        """Where files of this kind of log are sent; support sends them for the organisation it looks at."""
        query = {"organisation": organisation.pk} if organisation else None
        return reverse("admin:uploads_submission_upload", args=[self.model.kind.log_type], query=query)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Everybody sees the list; a single log by the access door."""
        return obj is None or access.can(signed_in(request).user, "view", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the access door."""
        return obj is None or access.can(signed_in(request).user, "change", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever may create logs for the own organisation, and support."""
        return kept(request, "may_create_logs", lambda: create.may_create(signed_in(request).user))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the access door, while the collection window is open for new logs."""
        return obj is None or delete.may_delete(request.user, obj)

    def get_urls(self) -> list[URLPattern]:
        """The pages of a log; each fetches its log through the access door."""
        page = self.record_page
        return [
            page("", type(self).changelist_view, "changelist"),
            page("add/", create.new_log, "add"),
            page("download/", download.download_list, "download"),
            page("as-they-stood/", as_they_stood.as_they_stood_page, "as_they_stood"),
            page("rules/", rules.rules_page, "rules"),
            page("notice/", duplicates_notice, "notice"),
            page("duplicates/", duplicates.all_sets, "all_duplicates"),
            page("<int:log_id>/", pages.task_list, "task_list"),
            page("<int:log_id>/change/", pages.task_list, "change"),
            page("<int:log_id>/history/", pages.history, "history"),
            page("<int:log_id>/as-it-stood/", as_it_stood.as_it_stood_page, "as_it_stood"),
            page("<int:log_id>/who-can-see/", pages.who_can_see, "who_can_see"),
            page("<int:log_id>/check-errors/", contradictions.check_errors, "check_errors"),
            page("<int:log_id>/check-answers/", pages.check_answers, "check_answers"),
            page("<int:log_id>/duplicates/", duplicates.one_set, "duplicates"),
            page("<int:log_id>/reassign/", reassign.reassign_one, "reassign"),
            page("<int:log_id>/delete/", delete.delete_one, "delete"),
            *(page(f"<int:log_id>/{tab.name}/", tab.view, tab.name) for tab in registered_tabs()),
            page("<int:log_id>/<slug:subsection_id>/", subsection.subsection_page, "subsection"),
            page("<int:log_id>/<slug:subsection_id>/check-answers/", pages.check_answers, "subsection_check"),
        ]

    @admin.action(description="Delete logs")
    def delete_logs(self, request: SignedInRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """The bulk action: a list to confirm first."""
        return delete.delete_several(self, request, queryset)

    @admin.action(description="Reassign logs")
    def reassign_logs(self, request: SignedInRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        """The bulk action: who is to complete them, then a list to confirm."""
        return reassign.reassign_several(self, request, queryset)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Statisticians read, data providers do not give logs away, and stock deletion is offered to nobody."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        if signed_in(request).user.is_statistician:
            actions.pop("delete_logs", None)
        if not (signed_in(request).user.is_support or signed_in(request).user.is_coordinator):
            actions.pop("reassign_logs", None)
        return actions
