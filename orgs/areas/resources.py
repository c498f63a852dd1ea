from __future__ import annotations

from typing import Any

from import_export.fields import Field
from import_export.widgets import DateWidget, IntegerWidget, Widget

from orgs.areas.models import LocalAuthority, LocalAuthorityLink
from portal.reference.resources import ReferenceOptions, ReferenceResource


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
