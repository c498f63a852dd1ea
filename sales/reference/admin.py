from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from orgs.access.models import readable_inside
from orgs.areas.yearly_ranges import SourceFilter, YearlyReferenceAdmin
from portal.windows.filters import CollectionYearFilter
from sales.reference.models import SaleRange
from sales.reference.resources import SaleRangeResource

readable_inside("sales.salerange")


@admin.register(SaleRange)
class SaleRangeAdmin(YearlyReferenceAdmin):
    resource_classes: ClassVar[list[type]] = [SaleRangeResource]
    list_display = ("start_year", "area", "bedrooms", "soft_min", "soft_max", "source")
    list_filter = (("start_year", CollectionYearFilter), "bedrooms", SourceFilter)
