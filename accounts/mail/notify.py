"""GOV.UK Notify as Django's e-mail backend: one template there, with the places `subject` and `body`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from accounts.mail.refused import Refused

BAD_REQUEST = 400


class NotifyBackend(BaseEmailBackend):
    """Set EMAIL_BACKEND to this in production, with NOTIFY_API_KEY and NOTIFY_TEMPLATE_ID."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        address = getattr(settings, "NOTIFY_BASE_URL", None)
        options: dict[str, Any] = {"base_url": address} if address else {}
        self.client = NotificationsAPIClient(settings.NOTIFY_API_KEY, timeout=settings.EMAIL_TIMEOUT, **options)  # type: ignore[misc] # set in production only

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sent = 0
        for message in email_messages:
            for recipient in message.recipients():
                self._send(recipient, message)
                sent += 1
        return sent

    def _send(self, recipient: str, message: EmailMessage) -> None:
        """What is wrong with the message itself is told at once; limits and troubles of the service pass."""
        key = str(getattr(message, "key", "")) or None
        if key and getattr(message, "is_repeat", False) and self._has(key):
            return  # the worker that sent it died before it could write that down
        try:
            self.client.send_email_notification(
                email_address=recipient,
                template_id=settings.NOTIFY_TEMPLATE_ID,  # type: ignore[misc] # set in production only
                personalisation={"subject": message.subject, "body": message.body},
                reference=key,
            )
        except HTTPError as error:
            if error.status_code == BAD_REQUEST:
                raise Refused(f"GOV.UK Notify refused it (400): {_kinds(error)}") from error
            raise

    def _has(self, key: str) -> bool:
        """Whether the service has taken a message with this key."""
        return bool(self.client.get_all_notifications(reference=key)["notifications"])


def _kinds(error: HTTPError) -> str:
    """The kinds of error only: the messages of the service repeat what was sent."""
    found = error.message if isinstance(error.message, list) else []
    return ", ".join(str(item.get("error", "")) for item in found if isinstance(item, dict)) or "no reason given"
