"""Filters of lists of logs. Every choice is one that the user's own logs can have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.models import User
from orgs.models import Organisation
from portal.clock import today
from portal.logs.choices import managing_agents, stock_owners
from portal.logs.status import VISIBLE
from portal.windows import Windows, load_windows

Pairs = list[tuple[str, str]]


def windows_of(request: HttpRequest) -> Windows:
    """The collection windows, read once a request."""
    known: Windows | None = getattr(request, "collection_windows", None)
    if known is None:
        known = request.collection_windows = load_windows()  # type: ignore[attr-defined]
    return known


class YearFilter(SimpleListFilter):
    """By collection year; without a choice, the years still listed and logs without a date."""

    title = "Collection year"
    parameter_name = "year"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        """Current, previous, and the one before while years overlap."""
        return [(str(year), f"{year} to {year + 1}") for year in windows_of(request).filter_years(today())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The chosen year, else all years whose logs are listed."""
        value = self.value()
        if value and value.isdecimal():
            return queryset.filter(collection_year=int(value))
        return queryset.in_years(*windows_of(request).available_years(today()))  # type: ignore[attr-defined]


class StatusFilter(SimpleListFilter):
    """By status."""

    title = "Status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        """The statuses that lists show."""
        return [(str(status.value), str(status.label)) for status in VISIBLE]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The chosen status."""
        value = self.value()
        return queryset.filter(status=int(value)) if value and value.isdecimal() else queryset


class _CodeFilter(SimpleListFilter):
    """By a code of the set-up, with its labels."""

    column = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        """The labels of the current year."""
        kind = model_admin.model.kind
        question = kind.program_for(None).questionnaire.by_id[self.column][0]
        return [(str(option.code), option.label) for option in question.options if option.offered]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Logs with the chosen code."""
        value = self.value()
        return queryset.filter(**{self.column: int(value)}) if value and value.isdecimal() else queryset


class NeedsTypeFilter(_CodeFilter):
    """General needs or supported housing."""

    title = "Needs type"
    parameter_name = "needstype"
    column = "needstype"


class SaleTypeFilter(_CodeFilter):
    """Shared ownership, discounted ownership."""

    title = "Sale type"
    parameter_name = "saletype"
    column = "ownershipsch"


class AssignedToFilter(SimpleListFilter):
    """By who completes the log."""

    title = "Assigned to"
    parameter_name = "assigned_to"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        """The user, then colleagues (for support: nobody else, there are too many to list)."""
        pairs = [("you", "You")]
        user = request.user
        if not user.is_support and not user.is_statistician:
            people = User.objects.visible_to(user).filter(organisation_id=user.organisation_id)
            pairs += [(str(p.pk), p.name) for p in people.exclude(pk=user.pk).order_by("name", "pk")[:100]]
        return pairs

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Logs of that person."""
        value = self.value()
        if value == "you":
            return queryset.filter(assigned_to=request.user)
        return queryset.filter(assigned_to_id=int(value)) if value and value.isdecimal() else queryset


class _OrganisationFilter(SimpleListFilter):
    """By one of the organisations whose logs the user can see."""

    column = ""

    def has_output(self) -> bool:
        """Hidden where there is nothing to choose."""
        return len(self.lookup_choices) > 1

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        """Own organisation and those it works with; for the department, all."""
        return [(str(row.pk), row.name_on(today())) for row in self.organisations(request.user)]

    def organisations(self, user: Any) -> Iterator[Organisation]:
        """The organisations to offer."""
        if user.is_support or user.is_statistician:
            found = Organisation.objects.kept().filter(is_department=False)
        else:
            own = user.organisation
            near = Q(pk=own.pk) | Q(pk__in=self.related(own).values("pk")) | Q(absorbing_organisation=own)
            found = Organisation.objects.kept().filter(near)
        yield from found.prefetch_related("name_changes").order_by("name", "pk")

    def related(self, own: Organisation) -> QuerySet[Organisation]:
        """The organisations on the other side of the relationship."""
        raise NotImplementedError

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Logs of that organisation."""
        value = self.value()
        return queryset.filter(**{self.column: int(value)}) if value and value.isdecimal() else queryset


class OwnerFilter(_OrganisationFilter):
    """By stock owner."""

    title = "Owned by"
    parameter_name = "owner"
    column = "owning_organisation_id"

    def related(self, own: Organisation) -> QuerySet[Organisation]:
        """Stock owners."""
        return stock_owners(own)


class ManagerFilter(_OrganisationFilter):
    """By managing organisation."""

    title = "Managed by"
    parameter_name = "manager"
    column = "managing_organisation_id"

    def related(self, own: Organisation) -> QuerySet[Organisation]:
        """Managing agents."""
        return managing_agents(own)


class ReporterFilter(ManagerFilter):
    """For sales the managing organisation is the one that reports."""

    title = "Reported by"


__all__ = [
    "AssignedToFilter",
    "ManagerFilter",
    "NeedsTypeFilter",
    "OwnerFilter",
    "ReporterFilter",
    "SaleTypeFilter",
    "StatusFilter",
    "YearFilter",
]
