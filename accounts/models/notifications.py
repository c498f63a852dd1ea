from __future__ import annotations

from simple_history.models import HistoricalRecords

from django.db import models
from django.db.models import Q

from accounts.models.user import User
from portal.clock import now
from portal.markdown import check_line, check_text
from portal.timestamps import Timestamped


class Notification(Timestamped):
    """A banner by customer support for everyone who uses the service."""

    title = models.TextField("banner text", validators=[check_line], help_text="Markdown: links and bold text work.")
    show_on_unauthenticated_pages = models.BooleanField("show to people who are not signed in", default=False)
    show_additional_page = models.BooleanField("give more on a page of its own", default=False)
    link_text = models.CharField("text of the link to that page", max_length=255, blank=True)
    page_content = models.TextField("contents of the page", blank=True, validators=[check_text], help_text="Markdown.")
    start_date = models.DateTimeField("shown from", default=now)
    end_date = models.DateTimeField("shown until", null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["updated_at"])

    class Meta:
        verbose_name = "notification"
        verbose_name_plural = "notifications"
        ordering = ["-start_date", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(show_additional_page=False) | ~Q(link_text="") & ~Q(page_content=""),
                name="notification_page_complete",
                violation_error_message="Enter the text of the link and the contents of the page.",
            ),
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gte=models.F("start_date")),
                name="notification_ends_after_start",
                violation_error_message="The banner cannot end before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class NotificationDismissal(models.Model):
    """Somebody has read a banner; a later change of it shows it again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="dismissals")
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = "dismissed notification"
        constraints = [
            models.UniqueConstraint(fields=["user", "notification"], name="notification_dismissed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.notification}"
