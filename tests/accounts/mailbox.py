"""What people find in their mailbox."""

import re

from django_q.models import OrmQ

from django.core import mail
from django.test import Client

from accounts.invitations import RESET_JOB, request_password_reset
from accounts.mail.deliver import deliver_due
from portal.clock import now


def read_mail() -> list:
    """Sends what waits and hands over what arrived since the last look."""
    for row in OrmQ.objects.all():
        task = row.task
        if task["func"] == RESET_JOB:
            row.delete()
            request_password_reset(*task["args"])
    deliver_due()
    arrived, mail.outbox = list(mail.outbox), []
    return arrived


def link_in(message) -> str:
    """The path of the link that the message carries."""
    found = re.search(r"https?://[^/\s]+(/account/link/\S+)", message.body)
    assert found, message.body
    return found[1]


def confirmed(client: Client) -> Client:
    """A sign-in whose owner has just given the present password again."""
    session = client.session
    session["identity_confirmed_at"] = int(now().timestamp())
    session.save()
    return client
