from __future__ import annotations

from typing import Any

from import_export.fields import Field
from import_export.widgets import DecimalWidget, IntegerWidget

from lettings.reference.models import RentRange
from lettings.reference.words import LETTING_TYPES
from orgs.areas.resources import AreaRangeResource
from portal.reference.resources import ReferenceOptions


class RentRangeResource(AreaRangeResource):
    """The rents expected and accepted, by authority, bedrooms and type of letting."""

    required_columns = ("lettype", "la", "beds", "soft_min", "soft_max", "hard_min", "hard_max")
    lettype = Field("lettype", "lettype", widget=IntegerWidget())
    beds = Field("beds", "beds", widget=IntegerWidget())
    hard_min = Field("hard_min", "hard_min", widget=DecimalWidget())
    hard_max = Field("hard_max", "hard_max", widget=DecimalWidget())
    ranges_rent_id = Field("ranges_rent_id", "ranges_rent_id", widget=IntegerWidget())

    def answers(self, attribute: str) -> list[tuple[Any, str]]:
        return list(LETTING_TYPES.items()) if attribute == "lettype" else super().answers(attribute)

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
