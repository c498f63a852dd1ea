"""The admin of figures by local authority and year, as lettings and sales have them."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from orgs.areas.models import LocalAuthority
from portal.clock import today
from portal.imports.pages import ImportForm
from portal.imports.tables import ReferenceAdmin
from portal.theme.forms import GovRadiosField
from portal.windows import collection_year, load_windows

YEARS_AHEAD = 2
DEPARTMENT, MADE_UP = "The department’s", "Made up for demonstration"
YEAR_IN_NAME = re.compile(r"(?<!\d)20\d\d(?!\d)")


def years_to_import() -> list[int]:
    """Years whose logs can still be changed, and those to come; figures of closed years have done their work."""
    day, windows = today(), load_windows()
    latest = collection_year(day) + YEARS_AHEAD
    return [year for year in range(latest, latest - 6, -1) if day < windows.of_year(year).edit_end]


class YearlyImportForm(ImportForm):
    """For files that are of one collection year and do not say so."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start_year"] = GovRadiosField(
            label="Which collection year is the file for?",
            short_label="collection year",
            options=[(year, f"{year} to {year + 1}") for year in years_to_import()],
            coerce=int,
        )

    def clean(self) -> dict[str, Any]:
        """A name that speaks of another year is taken at its word."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        file, year = cleaned.get("import_file"), cleaned.get("start_year")
        name = str(file.name) if file is not None else ""
        named = {int(found) for found in YEAR_IN_NAME.findall(name)}
        if year and named and year not in named:
            message = f"The file is called “{name}”, but {year} to {year + 1} is chosen."
            self.add_error("start_year", f"{message} Choose the year of the file, or give the file another name.")
        return cleaned


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
