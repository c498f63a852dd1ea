"""Reference tables in the admin: support changes and imports them, the department's people read them."""

from __future__ import annotations

from typing import Any, ClassVar

from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.tmp_storages import MediaStorage

from django import forms
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from accounts.staff_guard import without_staff_session
from orgs.access import register_model_rule
from orgs.access.models import internal
from orgs.areas.models import LocalAuthority
from portal.clock import today
from portal.reference.files import ReferenceCSV
from portal.theme.forms import GovFileField, GovFormMixin, GovIntegerField
from portal.windows import collection_year

FIRST_YEAR, YEARS_AHEAD = 2021, 2
DEPARTMENT, MADE_UP = "The department’s", "Made up for demonstration"


class ReferenceImportForm(GovFormMixin, ImportForm):
    import_file = GovFileField(label="Choose a CSV file", short_label="CSV file")


class YearlyImportForm(ReferenceImportForm):
    """For files that are of one collection year and do not say so."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = collection_year(today()) + YEARS_AHEAD
        self.fields["start_year"] = GovIntegerField(
            label="Which collection year is the file for?",
            short_label="collection year",
            hint="The year in which the collection starts, for example 2026.",
            min_value=FIRST_YEAR,
            max_value=latest,
            width=4,
        )


class YearlyConfirmForm(ConfirmImportForm):
    start_year = forms.IntegerField(widget=forms.HiddenInput())


class CsvFilesMixin(ImportExportMixin):
    """Import shows first what would change, and each row that is wrong; a file goes in whole or not at all."""

    import_template_name = "reference/import.html"
    import_form_class = ReferenceImportForm
    formats: ClassVar[list[Any]] = [ReferenceCSV]
    tmp_storage_class = MediaStorage  # web machines share it
    skip_admin_log = True  # history has it all

    @without_staff_session
    def import_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only tries the file out: everything it writes is taken back."""
        return super().import_action(request, *args, **kwargs)

    def process_dataset(self, dataset: Any, form: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What was shown is what is done: rows found wrong only now undo the whole file."""
        return super().process_dataset(dataset, form, request, rollback_on_validation_errors=True, **kwargs)


class ReferenceAdmin(CsvFilesMixin, admin.ModelAdmin):
    """Tables of the department."""

    list_per_page = 50
    actions = None

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


class SourceFilter(SimpleListFilter):
    """Real figures, or those made up for the demonstration."""

    title = "Where the figures are from"
    parameter_name = "illustrative"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("0", DEPARTMENT), ("1", MADE_UP)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(illustrative=self.value() == "1") if self.value() in ("0", "1") else queryset


class YearlyReferenceAdmin(ReferenceAdmin):
    """Ranges of one authority and year; authorities are named, and found by name or code."""

    search_fields = ("la",)
    search_help_text = "Search by name or code of the local authority"
    import_form_class = YearlyImportForm
    confirm_form_class = YearlyConfirmForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        name = LocalAuthority.objects.filter(code=OuterRef("la")).values("name")
        return super().get_queryset(request).annotate(la_name=Coalesce(Subquery(name), "la"))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Names are looked up in the short table of authorities, not in the long one of ranges."""
        named = LocalAuthority.objects.filter(name__icontains=search_term.strip()).values("code")
        found = Q(la__icontains=search_term.strip()) | Q(la__in=named)
        return (queryset.filter(found) if search_term.strip() else queryset), False

    @admin.display(description="Local authority", ordering="la_name")
    def area(self, row: Any) -> str:
        return f"{row.la_name} ({row.la})"

    @admin.display(description="Figures", ordering="illustrative")
    def source(self, row: Any) -> str:
        return MADE_UP if row.illustrative else DEPARTMENT

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, import_form)
        if import_form:
            initial["start_year"] = import_form.cleaned_data["start_year"]
        return initial

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        year = kwargs["form"].cleaned_data["start_year"]
        return {**super().get_import_data_kwargs(**kwargs), "start_year": year}


def readable_inside(*labels: str) -> None:
    """Statisticians read these tables too; everything else stays support's."""
    for label in labels:
        register_model_rule(label, view=internal)
