from __future__ import annotations

from import_export.fields import Field
from import_export.widgets import DecimalWidget, IntegerWidget

from portal.reference.resources import ReferenceOptions, ReferenceResource
from sales.reference.models import SaleRange


class SaleRangeResource(ReferenceResource):
    """The department's file of one year; loading it replaces illustrative figures."""

    of_one_year = True
    required_columns = ("la", "bedrooms", "soft_min", "soft_max")
    start_year = Field("start_year", "start_year", widget=IntegerWidget())
    bedrooms = Field("bedrooms", "bedrooms", widget=IntegerWidget())
    soft_min = Field("soft_min", "soft_min", widget=DecimalWidget())
    soft_max = Field("soft_max", "soft_max", widget=DecimalWidget())

    class Meta(ReferenceOptions):
        model = SaleRange
        import_id_fields = ("start_year", "la", "bedrooms")
        fields = ("start_year", "la", "bedrooms", "soft_min", "soft_max")

    def records(self) -> object:
        return self.get_queryset().filter(start_year=self._start_year)

    def skip_row(self, instance, original, row, import_validation_errors=None) -> bool:  # type: ignore[no-untyped-def]
        """Made-up figures become real ones even where they happen to agree."""
        return not original.illustrative and super().skip_row(instance, original, row, import_validation_errors)

    def get_bulk_update_fields(self) -> list[str]:
        return [*super().get_bulk_update_fields(), "illustrative"]

    def before_save_instance(self, instance: SaleRange, row: object, **kwargs: object) -> None:
        instance.illustrative = False
