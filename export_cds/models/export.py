from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from export_cds.models.run import ExportRun
from portal.changes import COLLECTIONS
from portal.clock import now


class ExportState(models.TextChoices):
    PLANNED = "planned", "Not built yet"
    BUILT = "built", "Built"
    DELIVERED = "delivered", "Delivered"
    EMPTY = "empty", "Nothing to send"


class Export(models.Model):
    """One archive of a run: a collection, for logs of one year. It counts as sent once it is `listed`."""

    run = models.ForeignKey(ExportRun, models.CASCADE, related_name="exports")
    collection = models.CharField(max_length=16, choices=[(name, name.capitalize()) for name in COLLECTIONS])
    year = models.PositiveSmallIntegerField("collection year", null=True, blank=True)
    base_number = models.PositiveIntegerField(default=1)
    increment_number = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField("run started")
    empty_export = models.BooleanField("nothing to send", default=False)
    created_at = models.DateTimeField("created", default=now)
    state = models.CharField(max_length=12, choices=ExportState, default=ExportState.PLANNED)
    name = models.CharField("archive", max_length=128)
    records = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField("size in bytes", default=0)
    sha256 = models.CharField("checksum", max_length=64, blank=True, default="")
    parts = models.JSONField(default=list)
    delivered_at = models.DateTimeField("delivered", null=True, blank=True)
    listed = models.BooleanField("listed in a master manifest", default=False)

    class Meta:
        verbose_name = "archive"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "name"], name="archive_once_per_run"),
            models.UniqueConstraint(
                fields=["collection", "year", "base_number", "increment_number"],
                condition=Q(listed=True, empty_export=False),
                nulls_distinct=False,
                name="archive_name_listed_once",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="export_created_at")]

    def __str__(self) -> str:
        return self.name

    @property
    def file_name(self) -> str:
        return f"{self.name}.zip"


class SentMarks(models.Model):
    """Versions of change marks that an archive answers; both are removed once the archive is listed."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="sent_marks")
    versions = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = "change marks sent"
        verbose_name_plural = "change marks sent"

    def __str__(self) -> str:
        return f"{len(self.versions)} change marks sent with {self.export}"
