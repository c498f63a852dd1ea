"""Definitions of variables: kept by support, effective at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin

from portal.logs.downloads.models import VariableDefinition
from portal.logs.kinds import kinds
from portal.theme.forms import GovSelectField
from portal.windows.filters import CollectionYearFilter


class DefinitionForm(forms.ModelForm):
    """The kind of log is one of those that there are."""

    class Meta:
        model = VariableDefinition
        fields = ("variable", "definition", "log_type", "year")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [(kind.log_type, kind.words.title) for kind in kinds()]
        self.fields["log_type"] = GovSelectField(label="Kind of log", options=options)
        self.fields["variable"].help_text = "The header of the column; capital letters make no difference."
        self.fields["year"].help_text = "The definition is used from this collection year on, until a later one."


class LogTypeFilter(admin.SimpleListFilter):
    """By kind of log."""

    title = "Kind of log"
    parameter_name = "log_type"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        """Those that there are."""
        return [(kind.log_type, kind.words.title) for kind in kinds()]

    def queryset(self, request: Any, queryset: Any) -> Any:
        """Definitions of that kind."""
        return queryset.filter(log_type=self.value()) if self.value() else queryset


@admin.register(VariableDefinition)
class VariableDefinitionAdmin(admin.ModelAdmin):
    """What the first line of a file says of each column."""

    form = DefinitionForm
    list_display = ("variable", "definition", "log_type", "year", "last_accessed")
    list_filter = (LogTypeFilter, ("year", CollectionYearFilter))
    search_fields = ("variable", "definition")
    search_help_text = "Search by variable or definition"
    list_per_page = 50
    actions = None
    readonly_fields = ("last_accessed",)
    empty_list_text = "No definition has been written yet. Files then have an empty first line."
