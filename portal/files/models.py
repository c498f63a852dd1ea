"""Files that are made for people, and each time one of them left."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.clock import moment, now
from portal.downloads.models import DownloadRecord
from portal.jobs.models import Job
from portal.scoping import ScopedQuerySet
from portal.words import day_in_words

if TYPE_CHECKING:
    from accounts.models import User

KEPT = timedelta(hours=48)


class Fetch(models.Model):
    """A file of data that left the portal: who got it, when, and how many records it held. Never changed."""

    record = models.ForeignKey(DownloadRecord, models.PROTECT, related_name="fetches", verbose_name="download")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="fetched_files", verbose_name="who")
    at = models.DateTimeField("fetched", default=now, editable=False)
    row_count = models.PositiveIntegerField("records")
    checksum = models.CharField("SHA-256", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "fetched file"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.record}, fetched {day_in_words(moment(self.at))}"


def reach_of(user: User) -> int:
    """Numbers of roles grow with what they show; without a role people see what data providers see."""
    return int(user.role or 1)


class PreparedState(models.TextChoices):
    """How far a file is."""

    WAITING = "waiting", "Waiting for a worker"
    WRITING = "writing", "Being written"
    READY = "ready", "Ready"
    FAILED = "failed", "Could not be made"


def visible_files(user: User) -> Q:
    """Support sees all. Others see files of their organisation that hold no more than their own role shows.

    Roles and organisations are those of now, so whoever moved or lost a role loses the files as well.
    """
    if not user.is_active:
        return Q(pk__in=())
    if user.is_support:
        return Q()
    if user.is_statistician:
        return Q(user=user)
    return Q(user_organisation=user.organisation_id, codes=False, reach__lte=reach_of(user))


class PreparedFile(Job):
    """A file too large to be sent while the person waits: what was asked for, how far it is, where it lies."""

    TRANSITIONS: ClassVar[dict[str, tuple[str, ...]]] = {
        PreparedState.WAITING: (PreparedState.WRITING, PreparedState.FAILED),
        PreparedState.WRITING: (PreparedState.READY, PreparedState.FAILED),
        PreparedState.READY: (),
        PreparedState.FAILED: (),
    }
    OPEN_STATES: ClassVar[tuple[str, ...]] = (PreparedState.WAITING, PreparedState.WRITING)
    GIVEN_UP: ClassVar[str] = PreparedState.FAILED

    state = models.CharField(max_length=12, choices=PreparedState, default=PreparedState.WAITING, editable=False)
    record = models.OneToOneField(DownloadRecord, models.PROTECT, related_name="prepared_file", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="prepared_files", verbose_name="asked for by"
    )
    user_organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="prepared_files")
    reach = models.PositiveSmallIntegerField(editable=False, help_text="Grows with what the role of the person shows.")
    kind = models.CharField(max_length=30, editable=False)
    parameters = models.JSONField(default=dict, editable=False)
    codes = models.BooleanField("with codes", default=False, editable=False)
    file_format = models.CharField(max_length=5, editable=False)
    file_name = models.CharField("file", max_length=200, editable=False)
    store_name = models.CharField(max_length=100, blank=True, default="", editable=False)
    row_count = models.PositiveIntegerField("records", default=0, editable=False)
    size = models.PositiveBigIntegerField("bytes", default=0, editable=False)
    checksum = models.CharField("SHA-256", max_length=64, blank=True, default="", editable=False)
    expires_at = models.DateTimeField("kept until", null=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "file"
        verbose_name_plural = "files"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["user", "-id"], name="prepared_file_user")]

    def __str__(self) -> str:
        return self.file_name

    def has_expired(self, at: datetime) -> bool:
        """Whether its time is over, swept or not."""
        return self.expires_at is not None and self.expires_at <= at
