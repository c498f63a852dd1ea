from __future__ import annotations

from import_export.fields import Field
from import_export.widgets import DecimalWidget, IntegerWidget

from lettings.reference.models import RentRange
from portal.reference.resources import ReferenceOptions, ReferenceResource


class RentRangeResource(ReferenceResource):
    """The department's file of one year; loading it replaces illustrative figures."""

    of_one_year = True
    required_columns = ("lettype", "la", "beds", "soft_min", "soft_max", "hard_min", "hard_max")
    start_year = Field("start_year", "start_year", widget=IntegerWidget())
    lettype = Field("lettype", "lettype", widget=IntegerWidget())
    beds = Field("beds", "beds", widget=IntegerWidget())
    soft_min = Field("soft_min", "soft_min", widget=DecimalWidget())
    soft_max = Field("soft_max", "soft_max", widget=DecimalWidget())
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

    def records(self) -> object:
        return self.get_queryset().filter(start_year=self._start_year)

    def skip_row(self, instance, original, row, import_validation_errors=None) -> bool:  # type: ignore[no-untyped-def]
        """Made-up figures become real ones even where they happen to agree."""
        return not original.illustrative and super().skip_row(instance, original, row, import_validation_errors)

    def get_bulk_update_fields(self) -> list[str]:
        return [*super().get_bulk_update_fields(), "illustrative"]

    def before_save_instance(self, instance: RentRange, row: object, **kwargs: object) -> None:
        instance.illustrative = False
