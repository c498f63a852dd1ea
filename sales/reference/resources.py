from __future__ import annotations

from import_export.fields import Field
from import_export.widgets import IntegerWidget

from orgs.areas.resources import AreaRangeResource
from portal.reference.resources import ReferenceOptions
from sales.reference.models import SaleRange


class SaleRangeResource(AreaRangeResource):
    """The prices expected, by authority and bedrooms."""

    required_columns = ("la", "bedrooms", "soft_min", "soft_max")
    bedrooms = Field("bedrooms", "bedrooms", widget=IntegerWidget())

    class Meta(ReferenceOptions):
        model = SaleRange
        import_id_fields = ("start_year", "la", "bedrooms")
        fields = ("start_year", "la", "bedrooms", "soft_min", "soft_max")
