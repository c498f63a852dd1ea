from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.changes import COLLECTIONS
from portal.jobs.models import Job


class RunKind(models.TextChoices):
    PARTIAL = "partial", "What has changed"
    FULL = "full", "Everything"


class RunState(models.TextChoices):
    QUEUED = "queued", "Waiting to start"
    BUILDING = "building", "Building archives"
    DELIVERING = "delivering", "Delivering archives"
    PUBLISHING = "publishing", "Delivering the master manifest"
    FINISHED = "finished", "Finished"
    FAILED = "failed", "Given up"


OPEN_STATES = (RunState.QUEUED, RunState.BUILDING, RunState.DELIVERING, RunState.PUBLISHING)

# The only places a run can go from each state. Once the master manifest may have arrived there is no giving up:
# the department may already have read it, so the run is carried on until it is recorded as sent.
TRANSITIONS: dict[str, tuple[str, ...]] = {
    RunState.QUEUED: (RunState.BUILDING, RunState.FAILED),
    RunState.BUILDING: (RunState.DELIVERING, RunState.FAILED),
    RunState.DELIVERING: (RunState.BUILDING, RunState.PUBLISHING, RunState.FAILED),
    RunState.PUBLISHING: (RunState.FINISHED,),
    RunState.FINISHED: (),
    RunState.FAILED: (),
}


class ExportRun(Job):
    """One hand-over: who asked for it, how far it is, and what went wrong."""

    TRANSITIONS: ClassVar[dict[str, tuple[str, ...]]] = TRANSITIONS
    OPEN_STATES: ClassVar[tuple[str, ...]] = OPEN_STATES
    GIVEN_UP = RunState.FAILED

    kind = models.CharField("what is sent", max_length=8, choices=RunKind, default=RunKind.PARTIAL)
    collection = models.CharField(
        max_length=16, choices=[(name, name.capitalize()) for name in COLLECTIONS], blank=True, default=""
    )
    year = models.PositiveSmallIntegerField("collection year", null=True, blank=True)
    folder = models.CharField(
        "delivered to", max_length=1024, blank=True, default="", help_text="A folder instead of the usual store."
    )
    night_of = models.DateField("night of", null=True, blank=True, editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="export_runs",
        verbose_name="started by",
    )
    state = models.CharField(max_length=12, choices=RunState, default=RunState.QUEUED, editable=False)
    daily_number = models.PositiveSmallIntegerField("number of the day", null=True, blank=True, editable=False)
    manifest_name = models.CharField("master manifest", max_length=64, blank=True, default="", editable=False)
    manifest_text = models.TextField(blank=True, default="", editable=False)

    class Meta:
        verbose_name = "export run"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                models.ExpressionWrapper(Q(state__in=OPEN_STATES), output_field=models.BooleanField()),
                condition=Q(state__in=OPEN_STATES),
                name="one_export_run_at_a_time",
                violation_error_message="Another export is running. Wait until it has ended.",
            ),
            # A night whose run was given up is made up for by another.
            models.UniqueConstraint(
                fields=["night_of"], condition=~Q(state=RunState.FAILED), name="night_exported_once"
            ),
            models.UniqueConstraint(
                fields=["manifest_name"],
                condition=~Q(manifest_name="") & ~Q(state=RunState.FAILED),
                name="master_manifest_name_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Export run {self.pk}"

    @property
    def is_full(self) -> bool:
        return self.kind == RunKind.FULL
