"""The admin of figures by local authority and year, as lettings and sales have them."""

from __future__ import annotations

from typing import Any

from import_export.forms import ConfirmImportForm

from django import forms
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from orgs.areas.models import LocalAuthority
from portal.clock import today
from portal.reference.admin import ReferenceAdmin, ReferenceImportForm
from portal.theme.forms import GovIntegerField
from portal.windows import collection_year

FIRST_YEAR, YEARS_AHEAD = 2021, 2
DEPARTMENT, MADE_UP = "The department’s", "Made up for demonstration"


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
