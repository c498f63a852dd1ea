"""The sales logs in the admin."""

from __future__ import annotations

from django.contrib import admin

from portal.logs.admin.base import LogAdmin
from portal.logs.admin.filters import (
    AssignedNameFilter,
    AssignedToFilter,
    EitherFilter,
    FromFilter,
    OwnerFilter,
    ReporterFilter,
    SaleTypeFilter,
    StatusFilter,
    UntilFilter,
    UploadFilter,
    YearFilter,
)
from portal.logs.admin.list_columns import LogColumns
from sales.models import SalesLog


@admin.register(SalesLog)
class SalesLogAdmin(LogColumns, LogAdmin):
    """Sales: purchaser code and sale type beside the columns of every log."""

    list_display = ("number", "state", "codes", "sale_type", "completion", "owner", "reporter", "assignee", "created")
    list_filter = (
        YearFilter,
        StatusFilter,
        FromFilter,
        UntilFilter,
        SaleTypeFilter,
        AssignedToFilter,
        AssignedNameFilter,
        EitherFilter,
        OwnerFilter,
        ReporterFilter,
        UploadFilter,
    )
    search_help_text = "Search by log number, purchaser code, address or postcode"
    manager_title = "Reported by"
    search_columns = ("purchid", "postcode_full", "address")
    search_fields = ("id",)
    """Only makes the search box appear: `search_columns` is what is searched."""
    empty_list_text = "Logs are listed here once somebody has created or uploaded them."

    @admin.display(description="Sale completed", ordering="date")
    def completion(self, log: SalesLog) -> str:
        """The day of legal completion."""
        return self.day(log)

    @admin.display(description="Reported by")
    def reporter(self, log: SalesLog) -> str:
        """The organisation that reports the sale."""
        return self.manager(log)

    @admin.display(description="Purchaser code")
    def codes(self, log: SalesLog) -> str:
        """The seller's own reference for the buyer."""
        return log.purchid or "Not given"

    @admin.display(description="Sale type", ordering="ownershipsch")
    def sale_type(self, log: SalesLog) -> str:
        """In the words of the log's year."""
        return self.label(log, "ownershipsch", log.ownershipsch)
