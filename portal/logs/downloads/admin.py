"""Definitions of variables: kept by support, effective at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from portal.logs.downloads.definitions import NotDefinitions, add_definitions, named_for
from portal.logs.downloads.models import VariableDefinition
from portal.logs.kinds import kinds, log_types
from portal.theme.forms import GovFileField, GovForm, GovSelectField
from portal.theme.pages import form_page
from portal.windows.filters import CollectionYearFilter
from portal.words import counted

LARGEST_FILE = 2 * 1024 * 1024


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

    def clean(self) -> dict[str, Any]:
        """A second definition from the same year would never be shown."""
        cleaned = super().clean() or {}
        named = {name: cleaned[name] for name in ("variable", "log_type", "year") if cleaned.get(name)}
        if len(named) == 3 and named.keys() & set(self.changed_data):
            named["variable"] = str(named["variable"]).strip().lower()
            if VariableDefinition.objects.filter(**named).exclude(pk=self.instance.pk).exists():
                said = "There is a definition of this variable from the same year already. Change that one."
                self.add_error("variable", said)
        return cleaned


class LoadForm(GovForm):
    """A file whose name says for which logs and year it is."""

    file = GovFileField(
        label="Choose a CSV file of definitions",
        short_label="CSV file",
        hint="Its name says what it is for, such as lettings_download_26_27.csv. Each line has a column’s header and what it means.",
    )

    def clean_file(self) -> Any:
        """Read whole: its kind, its year and its lines."""
        file = self.cleaned_data["file"]
        named = named_for(file.name, log_types())
        if named is None:
            kinds_named = " or ".join(f"{name}_download_26_27.csv" for name in log_types())
            raise ValidationError(f"The file must be named for its logs and year, such as {kinds_named}")
        if file.size > LARGEST_FILE:
            raise ValidationError("The file must be smaller than 2 MB")
        try:
            lines = file.read().decode("utf-8-sig").splitlines(keepends=True)
        except UnicodeDecodeError as error:
            raise ValidationError("The file must be saved as CSV UTF-8") from error
        return (*named, lines)


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
    change_list_template = "log_downloads/definitions.html"
    empty_list_text = "No definition has been written yet. Files then have an empty first line."

    def get_urls(self) -> list[URLPattern]:
        """One address more: many definitions from a file."""
        load = self.admin_site.admin_view(self.load)
        return [path("load/", load, name="log_downloads_variabledefinition_load"), *super().get_urls()]

    def load(self, request: HttpRequest) -> HttpResponse:
        """What is new in the file is added; what was said of a column in any year already is not said again."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = LoadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
        if form.is_bound and form.is_valid():
            log_type, year, lines = form.cleaned_data["file"]
            try:
                added = add_definitions(lines, log_type=log_type, year=year)
            except NotDefinitions as problem:
                form.add_error("file", str(problem))
            else:
                messages.success(
                    request, f"{counted(added, 'definition')} added. Those that were known already stay as they are."
                )
                return redirect("admin:log_downloads_variabledefinition_changelist")
        return form_page(
            request,
            title="Load definitions from a file",
            form=form,
            submit="Load",
            cancel=reverse("admin:log_downloads_variabledefinition_changelist"),
            trail=[self.opts, "Load from a file", ""],
            status=422 if form.errors else 200,
        )
