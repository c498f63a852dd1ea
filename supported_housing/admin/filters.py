"""Filters of the lists of schemes and locations."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest

from portal.clock import today
from portal.parameters import whole_number
from portal.requests import SignedInRequest, kept, signed_in
from portal.windows.request import windows_of
from supported_housing import lists
from supported_housing.models import Scheme
from supported_housing.owners import owners_of_visible
from supported_housing.status import Status

Pairs = list[tuple[str, str]]


class _StatusFilter(SimpleListFilter):
    title = "Status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        return [(status.value, status.label) for status in lists.FILTERED]

    def chosen(self) -> Status | None:
        value = self.value()
        return Status(value) if value in set(lists.FILTERED) else None


class SchemeStatusFilter(_StatusFilter):
    """By status today."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        status = self.chosen()
        return queryset.filter(lists.schemes_with_status(status, today())) if status else queryset


class LocationStatusFilter(_StatusFilter):
    """By status today."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        status = self.chosen()
        return queryset.filter(lists.locations_with_status(status, today())) if status else queryset


class OwnerFilter(SimpleListFilter):
    """By stock owner, where the person's schemes have more than one."""

    title = "Stock owner"
    parameter_name = "owner"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        owners = owners_of_visible(signed_in(request).user, windows_of(request)).prefetch_related("name_changes")
        pairs = [(str(owner.pk), owner.name_on(today())) for owner in owners]
        return sorted(pairs, key=lambda pair: pair[1].lower()) if len(pairs) > 1 else []

    @staticmethod
    def value_of(request: HttpRequest) -> int | None:
        return whole_number(request.GET.get("owner"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value_of(request)
        return queryset.filter(owning_organisation=value) if value is not None else queryset


class SchemeFilter(SimpleListFilter):
    """The scheme whose locations are listed; chosen by the link from the scheme's page."""

    title = "Scheme"
    parameter_name = "scheme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Pairs:
        scheme = self.chosen(signed_in(request))
        return [(str(scheme.pk), str(scheme))] if scheme else []

    @classmethod
    def chosen(cls, request: SignedInRequest) -> Scheme | None:
        """The scheme itself, read once a request."""
        return kept(request, "chosen_scheme", lambda: cls._read_chosen(request))

    @classmethod
    def _read_chosen(cls, request: SignedInRequest) -> Scheme | None:
        if not (value := cls.value_of(request)):
            return None
        found = Scheme.objects.visible_to(request.user).kept().select_related("owning_organisation")
        return found.filter(pk=value).first()

    @staticmethod
    def value_of(request: HttpRequest) -> int | None:
        return whole_number(request.GET.get("scheme"))

    def has_output(self) -> bool:
        return bool(self.lookup_choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value_of(request)
        return queryset.filter(scheme=value) if value is not None else queryset
