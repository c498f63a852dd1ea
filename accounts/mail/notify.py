"""GOV.UK Notify as Django's e-mail backend: one template there, with the places `subject` and `body`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from notifications_python_client.notifications import NotificationsAPIClient

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class NotifyBackend(BaseEmailBackend):
    """Set EMAIL_BACKEND to this in production, with NOTIFY_API_KEY and NOTIFY_TEMPLATE_ID."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        address = getattr(settings, "NOTIFY_BASE_URL", None)
        options = {"base_url": address} if address else {}
        self.client = NotificationsAPIClient(settings.NOTIFY_API_KEY, **options)  # type: ignore[misc]

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sent = 0
        for message in email_messages:
            for recipient in message.recipients():
                self.client.send_email_notification(
                    email_address=recipient,
                    template_id=settings.NOTIFY_TEMPLATE_ID,  # type: ignore[misc]
                    personalisation={"subject": message.subject, "body": message.body},
                )
                sent += 1
        return sent
