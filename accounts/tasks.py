"""What waits for customer support among the e-mails."""

from __future__ import annotations

from django.urls import reverse

from accounts.models import SentEmail
from portal.tasks import Task, waiting


def failed_emails() -> list[Task]:
    """E-mails that were given up."""
    failed = SentEmail.objects.filter(state=SentEmail.State.FAILED).count()
    href = reverse("admin:accounts_sentemail_changelist", query={"state__exact": "failed"})
    return waiting(failed, "email", "not been delivered", href)
