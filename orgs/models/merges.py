from __future__ import annotations

from typing import ClassVar

from simple_history.models import HistoricalRecords

from django.db import models

from orgs.models.organisation import Organisation
from portal.clock import today
from portal.jobs.models import MACHINERY, Job
from portal.timestamps import Timestamped


class MergeState(models.TextChoices):
    PREPARED = "prepared", "Being prepared"
    QUEUED = "queued", "Waiting to start"
    MERGING = "merging", "Merging"
    MERGED = "merged", "Merged"


class MergeRequest(Job, Timestamped):  # type: ignore[misc,unused-ignore] # both say when it was made
    """Organisations that become part of another on a date: prepared in steps, performed by a job.

    An attempt that fails changes nothing, so that the request is then being prepared again.
    """

    TRANSITIONS: ClassVar[dict[str, tuple[str, ...]]] = {
        MergeState.PREPARED: (MergeState.QUEUED,),
        MergeState.QUEUED: (MergeState.MERGING, MergeState.PREPARED),
        MergeState.MERGING: (MergeState.MERGED, MergeState.PREPARED),
        MergeState.MERGED: (),
    }
    OPEN_STATES: ClassVar[tuple[str, ...]] = (MergeState.QUEUED, MergeState.MERGING)
    GIVEN_UP = MergeState.PREPARED

    class Status(models.TextChoices):
        DELETED = "deleted", "Deleted"
        REQUEST_MERGED = "request_merged", "Merged"
        PROCESSING = "processing", "Processing"
        INCOMPLETE = "incomplete", "Incomplete"
        READY_TO_MERGE = "ready_to_merge", "Ready to merge"
        MERGE_ISSUES = "merge_issues", "Merge issues"

    requesting_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="requested_merges")
    requester = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="requested_merges")
    absorbing_organisation = models.ForeignKey(
        Organisation,
        verbose_name="organisation that takes over the others",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="absorbing_merges",
    )
    merging_organisations: models.ManyToManyField = models.ManyToManyField(
        Organisation, through="MergeRequestOrganisation", related_name="merges"
    )
    merge_date = models.DateField("merge date", null=True, blank=True)
    existing_absorbing_organisation = models.BooleanField(
        "the organisation existed before the merge", null=True, blank=True
    )
    has_helpdesk_ticket = models.BooleanField("reported to the helpdesk", null=True, blank=True)
    helpdesk_ticket = models.CharField("ticket number", max_length=64, blank=True)

    state = models.CharField(max_length=12, choices=MergeState, default=MergeState.PREPARED, editable=False)
    started_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    outcome = models.JSONField(
        null=True, blank=True, editable=False, help_text="What was moved, as told before the start."
    )
    total_users = models.PositiveIntegerField(null=True, blank=True, editable=False)
    total_schemes = models.PositiveIntegerField(null=True, blank=True, editable=False)
    total_stock_owners = models.PositiveIntegerField(null=True, blank=True, editable=False)
    total_managing_agents = models.PositiveIntegerField(null=True, blank=True, editable=False)
    total_lettings_logs = models.PositiveIntegerField(null=True, blank=True, editable=False)
    total_sales_logs = models.PositiveIntegerField(null=True, blank=True, editable=False)
    discarded_at = models.DateTimeField("deleted", null=True, blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["updated_at", *MACHINERY])

    class Meta:
        verbose_name = "merge"
        verbose_name_plural = "merges"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        if self.absorbing_organisation is None:
            return f"Merge {self.pk}"
        return f"Merge into {self.absorbing_organisation}"

    @property
    def status(self) -> str:
        """First match, docs/domain/organisations.md#4.3."""
        if self.discarded_at:
            return self.Status.DELETED
        if self.state == MergeState.MERGED:
            return self.Status.REQUEST_MERGED
        if self.is_open:
            return self.Status.PROCESSING
        if self.missing_answers:
            return self.Status.INCOMPLETE
        if self.absorbing_organisation and self.absorbing_organisation.agreement_signed:
            return self.Status.READY_TO_MERGE
        return self.Status.MERGE_ISSUES

    @property
    def last_attempt_failed(self) -> bool:
        """Whether it was begun and came to nothing."""
        return self.state == MergeState.PREPARED and bool(self.error)

    @property
    def missing_answers(self) -> list[str]:
        """What still has to be said before the merge can start."""
        answers = {
            "absorbing_organisation": self.absorbing_organisation_id is not None,
            "merge_date": self.merge_date is not None,
            "existing_absorbing_organisation": self.existing_absorbing_organisation is not None,
            "merging_organisations": bool(self.pk) and self.merge_request_organisations.exists(),
        }
        return [name for name, given in answers.items() if not given]

    @property
    def may_start(self) -> bool:
        """Also refuses a date in the future, which the service before this one let through (Q7)."""
        return self.status == self.Status.READY_TO_MERGE and self.merge_date is not None and self.merge_date <= today()


class MergeRequestOrganisation(Timestamped):
    """One of the organisations that are taken over."""

    merge_request = models.ForeignKey(
        MergeRequest, on_delete=models.CASCADE, related_name="merge_request_organisations"
    )
    merging_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="merge_request_organisations"
    )
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = "organisation to merge"
        verbose_name_plural = "organisations to merge"
        constraints = [
            models.UniqueConstraint(
                fields=["merge_request", "merging_organisation"],
                name="merging_organisation_once",
                violation_error_message="This organisation is already part of the merge.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.merging_organisation)
