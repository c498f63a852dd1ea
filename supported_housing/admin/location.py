"""Locations in the admin. Configuration and calls only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern

from orgs.access.admin import AccessAdmin
from portal.requests import signed_in
from portal.windows.request import windows_of
from supported_housing import lists
from supported_housing.admin import life, location_pages
from supported_housing.admin.common import may_add_location
from supported_housing.admin.filters import LocationStatusFilter, SchemeFilter
from supported_housing.admin.scheme import status_tag
from supported_housing.confidential import CONFIDENTIAL, postcode_shown, tells_where
from supported_housing.current_facts import listed_facts, shown_status
from supported_housing.models import Location, Scheme
from supported_housing.owners import still_listed


@admin.register(Location)
class LocationAdmin(AccessAdmin):
    list_display = ("place", "name", "number", "scheme", "state")
    list_filter = (SchemeFilter, LocationStatusFilter)
    list_per_page = 20
    search_fields = ("postcode",)
    search_help_text = "Search by postcode, name or location code"
    ordering = ("-created_at", "-id")
    actions = None
    empty_list_text = "Add a location from the page of its scheme."
    change_list_template = "supported_housing/location_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Location]:
        user = signed_in(request).user
        listed = still_listed(user, windows_of(request), "scheme__owning_organisation__")
        places = Location.objects.visible_to(user).kept().filter(listed)
        return places.with_statuses().alias(postcode_shown=postcode_shown(user)).order_by(*self.ordering)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Location], search_term: str
    ) -> tuple[QuerySet[Location], bool]:
        return lists.search_locations(queryset, search_term, signed_in(request).user), False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Statuses of the listed locations, from what is prefetched on them."""
        cl = super().get_changelist_instance(request)
        for location in cl.result_list:
            location.shown = shown_status(listed_facts(location))
            location.shows_where = tells_where(signed_in(request).user, location.scheme)
        return cl

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Below its scheme, where one is chosen, and with the way to add one there."""
        scheme = SchemeFilter.chosen(signed_in(request))
        more = {
            "scheme_opts": Scheme._meta,
            "scheme": scheme,
            "may_add_location": scheme is not None and may_add_location(signed_in(request).user, scheme),
        }
        return super().changelist_view(request, {**(extra_context or {}), **more})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Locations are added from their scheme's page, where it is known to which scheme they belong."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The pages of a location; each fetches its location through the access door."""
        page = self.record_page
        return [
            page("", type(self).changelist_view, "changelist"),
            page("add/", location_pages.add, "add"),
            page("<int:location_id>/change/", location_pages.overview, "change"),
            page("<int:location_id>/edit/", location_pages.edit, "edit"),
            page("<int:location_id>/local-authority/", location_pages.local_authority, "local_authority"),
            page("<int:location_id>/deactivate/", life.deactivate_location, "deactivate"),
            page("<int:location_id>/reactivate/", life.reactivate_location, "reactivate"),
            page("<int:location_id>/call-off/", life.call_off_location, "call_off"),
            page("<int:location_id>/delete/", life.delete_location, "delete"),
            page("<int:location_id>/history/", life.location_history, "history"),
        ]

    @admin.display(description="Postcode", ordering="postcode_shown")
    def place(self, location: Location) -> str:
        if not location.shows_where:
            return CONFIDENTIAL
        return location.postcode or "Not given"

    @admin.display(description="Code", ordering="id")
    def number(self, location: Location) -> int:
        return location.pk

    @admin.display(description="Status")
    def state(self, location: Location) -> str:
        return status_tag(location.shown.label, location.shown.colour)
