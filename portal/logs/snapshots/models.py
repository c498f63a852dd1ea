"""A snapshot that is wanted or was taken."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from portal.jobs.models import Job


class SnapshotState(models.TextChoices):
    """How far it is."""

    WAITING = "waiting", "Waiting for a worker"
    TAKING = "taking", "Being taken"
    TAKEN = "taken", "Taken"
    FAILED = "failed", "Could not be taken"


class Snapshot(Job):
    """All logs of a kind and year at one moment."""

    TRANSITIONS: ClassVar[dict[str, tuple[str, ...]]] = {
        SnapshotState.WAITING: (SnapshotState.TAKING, SnapshotState.FAILED),
        SnapshotState.TAKING: (SnapshotState.TAKEN, SnapshotState.FAILED),
        SnapshotState.TAKEN: (),
        SnapshotState.FAILED: (),
    }
    OPEN_STATES: ClassVar[tuple[str, ...]] = (SnapshotState.WAITING, SnapshotState.TAKING)
    GIVEN_UP: ClassVar[str] = SnapshotState.FAILED

    state = models.CharField(max_length=12, choices=SnapshotState, default=SnapshotState.WAITING, editable=False)
    log_type = models.CharField("kind of log", max_length=10)
    year = models.PositiveSmallIntegerField("collection year")
    wanted_at = models.DateTimeField("as it stood at", null=True)
    """A moment of the past; empty for that at which it is taken."""
    as_of = models.DateTimeField("as of", null=True)
    row_count = models.PositiveIntegerField("logs", default=0)
    checksum = models.CharField("SHA-256", max_length=64, blank=True, default="")
    store_name = models.CharField("file", max_length=120, blank=True, default="")

    class Meta:
        verbose_name = "snapshot"
        ordering = ["-pk"]

    @property
    def view(self) -> str:
        """The view whose columns it has."""
        return f"{self.log_type}_{self.year}"

    def __str__(self) -> str:
        return f"Snapshot of {self.log_type} {self.year}"
