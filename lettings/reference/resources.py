from __future__ import annotations

from import_export.fields import Field
from import_export.widgets import DecimalWidget, IntegerWidget

from lettings.reference.models import RentRange
from portal.reference.resources import ReferenceOptions, YearlyRangeResource


class RentRangeResource(YearlyRangeResource):
    """The rents expected and accepted, by authority, bedrooms and type of letting."""

    required_columns = ("lettype", "la", "beds", "soft_min", "soft_max", "hard_min", "hard_max")
    lettype = Field("lettype", "lettype", widget=IntegerWidget())
    beds = Field("beds", "beds", widget=IntegerWidget())
    hard_min = Field("hard_min", "hard_min", widget=DecimalWidget())
    hard_max = Field("hard_max", "hard_max", widget=DecimalWidget())
    ranges_rent_id = Field("ranges_rent_id", "ranges_rent_id", widget=IntegerWidget())

    class Meta(ReferenceOptions):
        model = RentRange
        import_id_fields = ("start_year", "la", "beds", "lettype")
        fields = (
            "start_year",
            "la",
            "beds",
            "lettype",
            "soft_min",
            "soft_max",
            "hard_min",
            "hard_max",
            "ranges_rent_id",
        )
