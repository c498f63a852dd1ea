from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from orgs.access.models import readable_inside
from orgs.areas.models import LocalAuthority, LocalAuthorityLink
from orgs.areas.resources import LocalAuthorityLinkResource, LocalAuthorityResource
from portal.imports.tables import ReferenceAdmin

readable_inside("orgs.localauthority", "orgs.localauthoritylink")


@admin.register(LocalAuthority)
class LocalAuthorityAdmin(ReferenceAdmin):
    resource_classes: ClassVar[list[type]] = [LocalAuthorityResource]
    list_display = ("name", "code", "start_date", "end_date")
    search_fields = ("name", "code")
    search_help_text = "Search by name or code"


@admin.register(LocalAuthorityLink)
class LocalAuthorityLinkAdmin(ReferenceAdmin):
    resource_classes: ClassVar[list[type]] = [LocalAuthorityLinkResource]
    list_display = ("area", "linked_area", "effective_from_year")
    list_select_related = ("local_authority", "linked_local_authority")
    search_fields = ("local_authority__name", "local_authority__code")
    search_help_text = "Search by name or code"

    @admin.display(description="Local authority", ordering="local_authority__name")
    def area(self, link: LocalAuthorityLink) -> str:
        return f"{link.local_authority} ({link.local_authority.code})"

    @admin.display(description="Linked local authority", ordering="linked_local_authority__name")
    def linked_area(self, link: LocalAuthorityLink) -> str:
        return f"{link.linked_local_authority} ({link.linked_local_authority.code})"
