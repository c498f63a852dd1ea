from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models.links import AccountLink
from accounts.models.user import User
from portal.clock import now
from portal.jobs.lease import Leased


class SentEmail(Leased):
    """An e-mail on its way or sent: to whom, which, when; never the secrets it carried."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"

    OPEN_STATES: ClassVar[tuple[str, ...]] = (State.WAITING, State.SENDING)

    template = models.CharField("email", max_length=64)
    to = models.EmailField("sent to", max_length=254)
    user = models.ForeignKey(User, verbose_name="person", on_delete=models.SET_NULL, null=True, blank=True)
    link = models.ForeignKey(AccountLink, on_delete=models.SET_NULL, null=True, blank=True, editable=False)
    subject = models.CharField("subject", max_length=255, blank=True)
    parameters = models.JSONField("contents", default=dict)
    state = models.CharField("state", max_length=8, choices=State, default=State.WAITING)
    key = models.UUIDField(default=uuid.uuid4, editable=False, help_text="The same at every attempt to send it.")
    last_error = models.CharField("last error", max_length=255, blank=True)
    created_at = models.DateTimeField("asked for", default=now)
    sent_at = models.DateTimeField("sent", null=True, blank=True)

    class Meta:
        verbose_name = "email sent"
        verbose_name_plural = "emails sent"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["next_attempt_at"], name="email_due", condition=Q(state__in=["waiting", "sending"])),
        ]

    def __str__(self) -> str:
        return f"{self.template.replace('_', ' ')} to {self.to}"
