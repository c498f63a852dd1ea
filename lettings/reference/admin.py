from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from lettings.reference.models import RentRange
from lettings.reference.resources import RentRangeResource
from portal.reference.admin import YearlyReferenceAdmin, readable_inside
from portal.site import site

readable_inside("lettings.rentrange")


@admin.register(RentRange, site=site)
class RentRangeAdmin(YearlyReferenceAdmin):
    resource_classes: ClassVar[list[type]] = [RentRangeResource]
    list_display = (
        "start_year",
        "la",
        "lettype",
        "beds",
        "soft_min",
        "soft_max",
        "hard_min",
        "hard_max",
        "illustrative",
    )
    list_filter = ("start_year", "lettype", "beds", "illustrative")
    search_fields = ("la",)
    search_help_text = "Search by local authority code"
    exclude = ("ranges_rent_id",)
