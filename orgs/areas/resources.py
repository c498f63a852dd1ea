from __future__ import annotations

from typing import Any

from import_export.fields import Field
from import_export.widgets import DateWidget, IntegerWidget, Widget

from django.core.exceptions import ValidationError

from orgs.areas.models import LocalAuthority, LocalAuthorityLink
from portal.reference.resources import ReferenceOptions, ReferenceResource, YearlyRangeResource


class LocalAuthorityResource(ReferenceResource):
    required_columns = ("code", "name", "start_date", "end_date")
    start_date = Field("start_date", "start_date", widget=DateWidget("%Y-%m-%d"))
    end_date = Field("end_date", "end_date", widget=DateWidget("%Y-%m-%d"))

    class Meta(ReferenceOptions):
        model = LocalAuthority
        import_id_fields = ("code",)
        fields = ("code", "name", "start_date", "end_date")


class AuthorityWidget(Widget):
    """A code in the file, a record here; all of them are read once per file."""

    def __init__(self) -> None:
        super().__init__()
        self._by_code: dict[str, LocalAuthority] = {}

    def read(self) -> None:
        self._by_code = {area.code: area for area in LocalAuthority.objects.all()}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> LocalAuthority:
        if value not in self._by_code:
            raise ValueError(f"There is no local authority with the code “{value}”. Import the authorities first.")
        return self._by_code[value]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.code if value else ""


class LocalAuthorityLinkResource(ReferenceResource):
    required_columns = ("local_authority_code", "linked_local_authority_code")
    local_authority = Field("local_authority", "local_authority_code", widget=AuthorityWidget())
    linked_local_authority = Field("linked_local_authority", "linked_local_authority_code", widget=AuthorityWidget())
    effective_from_year = Field("effective_from_year", "effective_from_year", widget=IntegerWidget())

    class Meta(ReferenceOptions):
        model = LocalAuthorityLink
        import_id_fields = ("local_authority", "linked_local_authority")
        fields = ("local_authority", "linked_local_authority", "effective_from_year")

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        for name in self._meta.import_id_fields:
            self.fields[name].widget.read()

    def records(self) -> Any:
        return self.get_queryset().select_related("local_authority", "linked_local_authority")


class AreaRangeResource(YearlyRangeResource):
    """Figures by local authority: shown with its name, and only for one that there is."""

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        self._names = dict(LocalAuthority.objects.values_list("code", "name"))

    def shown(self, attribute: str, value: Any) -> str:
        if attribute == "la":
            return f"{self._names.get(value, 'Unknown')} ({value})"
        return str(value) if attribute == "start_year" else super().shown(attribute, value)

    def validate_instance(
        self, instance: Any, import_validation_errors: dict[str, Any] | None = None, validate_unique: bool = True
    ) -> None:
        super().validate_instance(instance, import_validation_errors, validate_unique)
        if self._names and instance.la not in self._names:
            raise ValidationError({"la": f"There is no local authority with the code “{instance.la}”."})
