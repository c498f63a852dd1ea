"""The lettings logs in the admin."""

from __future__ import annotations

from django.contrib import admin

from lettings.models import LettingsLog
from portal.logs.admin.base import LogAdmin
from portal.logs.admin.filters import (
    AssignedToFilter,
    ManagerFilter,
    NeedsTypeFilter,
    OwnerFilter,
    StatusFilter,
    YearFilter,
)
from portal.logs.admin.list_columns import LogColumns
from portal.site import site


@admin.register(LettingsLog, site=site)
class LettingsLogAdmin(LogColumns, LogAdmin):
    """Lettings: tenant code and property reference beside the columns of every log."""

    list_display = ("number", "state", "codes", "needs", "day", "owner", "manager", "assignee", "created")
    list_filter = (YearFilter, StatusFilter, NeedsTypeFilter, AssignedToFilter, OwnerFilter, ManagerFilter)
    search_columns = ("tenancycode", "propcode", "postcode_full", "location__postcode")
    search_fields = search_columns
    empty_list_text = "Create a lettings log, or change the filters to see more."

    @admin.display(description="Tenant code and property reference")
    def codes(self, log: LettingsLog) -> str:
        """Both references in one column."""
        return " / ".join(part for part in (log.tenancycode, log.propcode) if part) or "Not given"

    @admin.display(description="Needs type", ordering="needstype")
    def needs(self, log: LettingsLog) -> str:
        """In the words of the log's year."""
        return self.label(log, "needstype", log.needstype)
