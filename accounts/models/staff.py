from __future__ import annotations

from django.db import models

from accounts.models.user import User
from portal.clock import now


class StaffSession(models.Model):
    """A stretch of time in which customer support changes other organisations' data, and why."""

    user = models.ForeignKey(User, verbose_name="person", on_delete=models.PROTECT, related_name="staff_sessions")
    reason = models.CharField("reason", max_length=255)
    started_at = models.DateTimeField("started", default=now)
    ends_at = models.DateTimeField("ends")
    ended_at = models.DateTimeField("ended", null=True, blank=True)

    class Meta:
        verbose_name = "staff session"
        verbose_name_plural = "staff sessions"
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.user}: {self.reason}"


class StaffAction(models.Model):
    """One thing done in a staff session."""

    session = models.ForeignKey(StaffSession, on_delete=models.CASCADE, related_name="actions")
    at = models.DateTimeField("when", default=now)
    model = models.CharField("kind of record", max_length=100)
    object_id = models.BigIntegerField("id", null=True)
    object_name = models.CharField("record", max_length=255)
    action = models.CharField("what was done", max_length=32)

    class Meta:
        verbose_name = "action in a staff session"
        verbose_name_plural = "actions in a staff session"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.action} {self.model} {self.object_name}"
