from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.models.mail import SentEmail
from portal.jobs.queue import enqueue
from portal.jobs.registry import MAIL

if TYPE_CHECKING:
    from accounts.models import AccountLink, User

JOB = "accounts.mail.deliver.deliver"
MOST_TIME = timedelta(minutes=2)


def queue_email(
    template: str,
    *,
    to: str = "",
    user: User | None = None,
    link: AccountLink | None = None,
    **parameters: Any,
) -> SentEmail | None:
    """Asks for an e-mail in the caller's transaction: no commit, no e-mail; committed, it will be sent.

    `parameters` are shown to support in the list of e-mails, so secrets do not belong in them: links and codes
    are made when the e-mail is sent. Placeholders for people who never were users have no address to write to.
    """
    address = to or (user.email if user else "")
    if "@" not in address:
        return None
    email = SentEmail.objects.create(template=template, to=address, user=user, link=link, parameters=parameters)
    transaction.on_commit(lambda: _start(email.pk))
    return email


def _start(email_id: int) -> None:
    enqueue(JOB, email_id, queue=MAIL, timeout=MOST_TIME)
