"""What the list of runs can be narrowed to."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from export_cds.models import ExportRun, RunState
from portal.parameters import whole_number

TRIED_AGAIN = "again"


class StateFilter(SimpleListFilter):
    """States as the list shows them: one that failed and waits stands apart from those that get on."""

    title, parameter_name = "state", "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*((str(value), str(label)) for value, label in RunState.choices), (TRIED_AGAIN, "Will be tried again")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ExportRun]) -> QuerySet[ExportRun]:
        chosen = self.value()
        waiting = Q(state__in=ExportRun.OPEN_STATES) & ~Q(error="")
        if chosen == TRIED_AGAIN:
            return queryset.filter(waiting)
        return queryset.filter(~waiting, state=chosen) if chosen in RunState.values else queryset


class YearFilter(SimpleListFilter):
    """Which collection year a run was for, or sent archives of."""

    title, parameter_name = "collection year", "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        asked = ExportRun.objects.exclude(year=None).values_list("year", flat=True)
        sent = ExportRun.objects.exclude(exports__year=None).values_list("exports__year", flat=True)
        years = {year for year in asked.union(sent) if year}
        return [(str(year), f"{year} to {year + 1}") for year in sorted(years, reverse=True)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ExportRun]) -> QuerySet[ExportRun]:
        year = whole_number(self.value())
        if year is None:
            return queryset
        covering = ExportRun.objects.filter(Q(year=year) | Q(exports__year=year))
        return queryset.filter(pk__in=covering.values("pk"))
