from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from lettings.reference.models import RentRange
from lettings.reference.resources import RentRangeResource
from lettings.reference.words import LETTING_TYPES
from orgs.access.models import readable_inside
from orgs.areas.yearly_ranges import SourceFilter, YearlyReferenceAdmin
from portal.parameters import whole_number
from portal.windows.filters import CollectionYearFilter

readable_inside("lettings.rentrange")


class LettingTypeFilter(SimpleListFilter):
    """By type of letting, in words."""

    title = "Type of letting"
    parameter_name = "lettype"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(code), words) for code, words in LETTING_TYPES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RentRange]) -> QuerySet[RentRange]:
        value = whole_number(self.value())
        return queryset if value is None else queryset.filter(lettype=value)


@admin.register(RentRange)
class RentRangeAdmin(YearlyReferenceAdmin):
    resource_classes: ClassVar[list[type]] = [RentRangeResource]
    list_display = (
        "start_year",
        "area",
        "letting_type",
        "bedrooms",
        "soft_min",
        "soft_max",
        "hard_min",
        "hard_max",
        "source",
    )
    list_filter = (("start_year", CollectionYearFilter), LettingTypeFilter, "beds", SourceFilter)
    exclude = ("ranges_rent_id",)

    @admin.display(description="Type of letting", ordering="lettype")
    def letting_type(self, row: RentRange) -> str:
        return LETTING_TYPES[row.lettype]

    @admin.display(description="Bedrooms", ordering="beds")
    def bedrooms(self, row: RentRange) -> str:
        return str(row.beds) if row.beds else "Any (supported housing)"
