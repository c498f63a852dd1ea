"""Schemes in the admin. Configuration and calls only; the pages stand in scheme_pages and life."""

from __future__ import annotations

from typing import Any, Literal

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.html import format_html

from orgs.access.admin import AccessAdmin
from orgs.names import name_today
from portal.clock import today
from portal.imports.ask import may_import
from portal.requests import signed_in
from portal.windows.request import windows_of
from supported_housing import lists
from supported_housing.admin import corrections, downloads, duplicates, life, scheme_pages
from supported_housing.admin.filters import OwnerFilter, SchemeStatusFilter
from supported_housing.current_facts import listed_facts, shown_status
from supported_housing.models import Location, Scheme
from supported_housing.owners import still_listed


def _number_of_places() -> QuerySet[Any]:
    """As a subquery: a join would have to be grouped, and then be worked out for the count of all rows too."""
    places = Location.objects.filter(scheme=OuterRef("pk"), discarded_at=None).order_by()
    return places.values("scheme").annotate(number=Count("pk")).values("number")


class SchemeList(ChangeList):
    def get_ordering_field_columns(self) -> dict[int, Literal["desc", "asc"]]:
        """By name whatever its case: an order that the stock list cannot tell, so that it named another column."""
        if self.params.get(ORDER_VAR):
            return super().get_ordering_field_columns()
        return {list(self.list_display).index("named"): "asc"}


@admin.register(Scheme)
class SchemeAdmin(AccessAdmin):
    list_display = ("named", "owner", "code", "location_count", "state")
    list_display_links = ("named",)
    list_filter = (SchemeStatusFilter, OwnerFilter)
    list_per_page = 20
    search_fields = ("service_name",)
    search_help_text = "Search by scheme name, code, location name or postcode"
    ordering = (Lower("service_name"), "id")
    actions = None
    remember_filters = True
    empty_list_text = "Create a scheme, or change the filters to see more."
    change_list_template = "supported_housing/scheme_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scheme]:
        return (
            Scheme.objects.visible_to(signed_in(request).user)
            .kept()
            .filter(still_listed(signed_in(request).user, windows_of(request), "owning_organisation__"))
            .with_statuses()
            .prefetch_related("owning_organisation__name_changes")
            .annotate(places=Coalesce(Subquery(_number_of_places()), 0))
            .alias(owner_now=name_today("owning_organisation"))
            .order_by(*self.ordering)
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Scheme], search_term: str
    ) -> tuple[QuerySet[Scheme], bool]:
        return lists.search_schemes(queryset, search_term, signed_in(request).user), False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return SchemeList

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Statuses of the listed schemes, from what is prefetched on them."""
        cl = super().get_changelist_instance(request)
        for scheme in cl.result_list:
            scheme.shown = shown_status(listed_facts(scheme))
        return cl

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """With a hint to duplicates that a merger left behind."""
        hint = {
            "duplicates_url": duplicates.url_to_review(signed_in(request)),
            "may_correct": may_import(signed_in(request).user),
        }
        return super().changelist_view(request, {**(extra_context or {}), **hint})

    def get_urls(self) -> list[URLPattern]:
        """The pages of a scheme; each fetches its scheme through the access door."""
        page = self.record_page
        return [
            page("", type(self).changelist_view, "changelist"),
            page("add/", scheme_pages.add, "add"),
            page("download/", downloads.download_page, "download"),
            page("download/<slug:kind>/", downloads.download, "download_file"),
            page("corrections/", corrections.correct, "corrections"),
            page("duplicates/<int:organisation_id>/", duplicates.review, "duplicates"),
            page("<int:scheme_id>/change/", scheme_pages.overview, "change"),
            page("<int:scheme_id>/confirm/", scheme_pages.confirm, "confirm"),
            page("<int:scheme_id>/deactivate/", life.deactivate_scheme, "deactivate"),
            page("<int:scheme_id>/reactivate/", life.reactivate_scheme, "reactivate"),
            page("<int:scheme_id>/call-off/", life.call_off_scheme, "call_off"),
            page("<int:scheme_id>/delete/", life.delete_scheme, "delete"),
            page("<int:scheme_id>/history/", life.scheme_history, "history"),
            page("<int:scheme_id>/edit/<slug:page>/", scheme_pages.edit, "edit"),
        ]

    @admin.display(description="Scheme name", ordering=Lower("service_name"))
    def named(self, scheme: Scheme) -> str:
        return str(scheme)

    @admin.display(description="Stock owner", ordering="owner_now")
    def owner(self, scheme: Scheme) -> str:
        return scheme.owning_organisation.name_on(today())

    @admin.display(description="Code", ordering="id")
    def code(self, scheme: Scheme) -> str:
        return scheme.code

    @admin.display(description="Locations", ordering="places")
    def location_count(self, scheme: Any) -> int:
        return scheme.places

    @admin.display(description="Status")
    def state(self, scheme: Scheme) -> str:
        return status_tag(scheme.shown.label, scheme.shown.colour)


def status_tag(label: str, colour: str) -> str:
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, label)
