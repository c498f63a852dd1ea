"""The columns of every list of logs, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from portal.logs.status import UNFINISHED, LogStatus
from portal.words import short_day

if TYPE_CHECKING:
    from portal.logs.models import Log


TAGS = {
    LogStatus.NOT_STARTED: "grey",
    LogStatus.IN_PROGRESS: "blue",
    LogStatus.COMPLETED: "green",
    LogStatus.PENDING: "yellow",
    LogStatus.DELETED: "red",
}


NOT_GIVEN = "Not given"


class LogColumns:
    """Spine columns only, so that a list never loads an answers document."""

    @admin.display(description="Log", ordering="id")
    def number(self, log: Log) -> str:
        """The number people quote."""
        return f"Log {log.pk}"

    @admin.display(description="Status", ordering="status")
    def state(self, log: Log) -> SafeString:
        """As a coloured tag with its words."""
        status = LogStatus(log.status)
        return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', TAGS[status], status.label)

    @admin.display(description="Date", ordering="date")
    def day(self, log: Log) -> str:
        """When the tenancy started or the sale was completed."""
        return short_day(log.date) if log.date else NOT_GIVEN

    @admin.display(description="Owned by")
    def owner(self, log: Log) -> str:
        """The stock owner, by the name it had on the day of the log."""
        return log.owner_name or NOT_GIVEN

    @admin.display(description="Managed by")
    def manager(self, log: Log) -> str:
        """The managing organisation."""
        return log.manager_name or NOT_GIVEN

    @admin.display(description="Assigned to")
    def assignee(self, log: Log) -> str:
        """Who completes the log; an unfinished one does not stay silently with somebody who cannot sign in."""
        person = log.assigned_to
        if person is None:
            return "Nobody"
        if person.is_active:
            return str(person.name)
        return f"{person.name} (deactivated)" if log.status not in UNFINISHED else f"To be reassigned ({person.name})"

    @admin.display(description="Created", ordering="created_at")
    def created(self, log: Log) -> str:
        """The day the log was created."""
        return short_day(localtime(log.created_at).date())

    def label(self, log: Log, name: str, value: Any) -> str:
        """A code with the label of the log's own year."""
        if value is None:
            return NOT_GIVEN
        question = log.program.questionnaire.by_id[name][0]
        return question.label_of.get(value, str(value))
