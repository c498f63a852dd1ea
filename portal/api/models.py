"""What the API keeps: answers given once, who read what, and what changed in which order."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from portal.clock import now


class GivenAnswer(models.Model):
    """The first answer to a request with an Idempotency-Key, given again to the same request."""

    key = models.ForeignKey("api_keys.ApiKey", models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "name"], name="given_answer_once")]
        indexes = [models.Index(fields=["created_at"], name="given_answer_age")]

    def __str__(self) -> str:
        return f"{self.status}, {self.name}"


class LogsRead(models.Model):
    """Which logs a key was given to read: personal data, so it is kept as downloads are. Never changed."""

    at = models.DateTimeField("when", default=now)
    key = models.ForeignKey("api_keys.ApiKey", models.PROTECT, related_name="reads", verbose_name="key")
    organisation = models.ForeignKey("orgs.Organisation", models.PROTECT, related_name="+")
    log_type = models.CharField("kind of log", max_length=10)
    log_ids = ArrayField(models.BigIntegerField(), verbose_name="logs")
    filters = models.JSONField("asked for", default=dict)

    class Meta:
        verbose_name = "reading through the API"
        verbose_name_plural = "readings through the API"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["-at", "-id"], name="logs_read_newest")]

    def __str__(self) -> str:
        return f"{len(self.log_ids)} {self.log_type} logs by {self.key}"


class FeedBegun(models.Model):
    """The change feed was begun anew, because the database was restored: older cursors may have seen what is gone."""

    at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return f"{self.pk}, {self.at}"


class LogEvent(models.Model):
    """A change of a log, written by a trigger of its history in the transaction of the change.

    `transaction` is the database's own number of that transaction. A reader takes only what is below the oldest one
    still running, in order of (transaction, id): what commits late has a number that no reader has passed yet.
    """

    transaction = models.BigIntegerField()
    log_type = models.CharField(max_length=10)
    log_id = models.BigIntegerField()
    kind = models.CharField(max_length=1)
    status = models.PositiveSmallIntegerField()
    year = models.PositiveSmallIntegerField(null=True)
    former_year = models.PositiveSmallIntegerField(null=True)
    """The collection year that the log left with this change."""
    owner_id = models.BigIntegerField(null=True)
    manager_id = models.BigIntegerField(null=True)
    former_owner_id = models.BigIntegerField(null=True)
    former_manager_id = models.BigIntegerField(null=True)
    sandbox_id = models.BigIntegerField(null=True)
    """The organisation whose test key created the log; nobody else is told of it, whomever the log names."""
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["log_type", "owner_id", "transaction", "id"], name="log_event_owner"),
            models.Index(fields=["log_type", "manager_id", "transaction", "id"], name="log_event_manager"),
            models.Index(
                fields=["log_type", "former_owner_id", "transaction", "id"],
                name="log_event_former_owner",
                condition=models.Q(former_owner_id__isnull=False),
            ),
            models.Index(
                fields=["log_type", "former_manager_id", "transaction", "id"],
                name="log_event_former_manager",
                condition=models.Q(former_manager_id__isnull=False),
            ),
            models.Index(
                fields=["log_type", "sandbox_id", "transaction", "id"],
                name="log_event_sandbox",
                condition=models.Q(sandbox_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.log_type} {self.log_id}"
