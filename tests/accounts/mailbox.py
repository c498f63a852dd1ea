"""What people find in their mailbox."""

import re

from django.core import mail

from accounts.mail.deliver import deliver_due


def read_mail() -> list:
    """Sends what waits and hands over what arrived since the last look."""
    deliver_due()
    arrived, mail.outbox = list(mail.outbox), []
    return arrived


def link_in(message) -> str:
    """The path of the link that the message carries."""
    found = re.search(r"https?://[^/\s]+(/account/link/\S+)", message.body)
    assert found, message.body
    return found[1]
