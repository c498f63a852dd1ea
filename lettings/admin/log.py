"""The lettings logs in the admin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from lettings.models import LettingsLog
from portal.logs.admin.base import LogAdmin
from portal.logs.admin.filters import (
    AssignedNameFilter,
    AssignedToFilter,
    EitherFilter,
    FromFilter,
    LogFilter,
    ManagerFilter,
    NeedsTypeFilter,
    OwnerFilter,
    StatusFilter,
    Takes,
    UntilFilter,
    UploadFilter,
    YearFilter,
)
from portal.logs.admin.list_columns import LogColumns


class UnresolvedFilter(LogFilter):
    """Logs whose scheme or location was deactivated, so that another has to be chosen."""

    title = "Scheme or location"
    parameter_name = "unresolved"
    takes = Takes.YES

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Only one choice: those with something to do."""
        return [("yes", "To be chosen again")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[LettingsLog]) -> QuerySet[LettingsLog]:
        """The unresolved ones."""
        return self.narrow(queryset, ["yes"]) if self.value() == "yes" else queryset

    @classmethod
    def narrow(cls, logs: QuerySet[LettingsLog], values: Sequence[Any]) -> QuerySet[LettingsLog]:
        """The unresolved ones."""
        return logs.filter(unresolved=True)


@admin.register(LettingsLog)
class LettingsLogAdmin(LogColumns, LogAdmin):
    """Lettings: tenant code and property reference beside the columns of every log."""

    list_display = ("number", "state", "codes", "needs", "start", "owner", "manager", "assignee", "created")
    list_filter = (
        YearFilter,
        StatusFilter,
        FromFilter,
        UntilFilter,
        NeedsTypeFilter,
        AssignedToFilter,
        AssignedNameFilter,
        EitherFilter,
        OwnerFilter,
        ManagerFilter,
        UnresolvedFilter,
        UploadFilter,
    )
    search_help_text = "Search by log number, tenant code, property reference, address or postcode"
    search_columns = ("tenancycode", "propcode", "postcode_full", "location__postcode", "address")
    search_fields = ("id",)
    """Only makes the search box appear: `search_columns` is what is searched."""
    empty_list_text = "Logs are listed here once somebody has created or uploaded them."

    @admin.display(description="Tenancy start", ordering="date")
    def start(self, log: LettingsLog) -> str:
        """The first day of the tenancy."""
        return self.day(log)

    @admin.display(description="Tenant code and property reference")
    def codes(self, log: LettingsLog) -> str:
        """Both references in one column."""
        return " / ".join(part for part in (log.tenancycode, log.propcode) if part) or "Not given"

    @admin.display(description="Needs type", ordering="needstype")
    def needs(self, log: LettingsLog) -> str:
        """In the words of the log's year."""
        return self.label(log, "needstype", log.needstype)
