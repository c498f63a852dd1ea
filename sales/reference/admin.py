from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from portal.reference.admin import YearlyReferenceAdmin, readable_inside
from portal.site import site
from sales.reference.models import SaleRange
from sales.reference.resources import SaleRangeResource

readable_inside("sales.salerange")


@admin.register(SaleRange, site=site)
class SaleRangeAdmin(YearlyReferenceAdmin):
    resource_classes: ClassVar[list[type]] = [SaleRangeResource]
    list_display = ("start_year", "la", "bedrooms", "soft_min", "soft_max", "illustrative")
    list_filter = ("start_year", "bedrooms", "illustrative")
    search_fields = ("la",)
    search_help_text = "Search by local authority code"
