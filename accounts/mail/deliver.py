"""Sends what waits. The row is claimed first, so that a second run of the same job sends nothing twice."""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.mail.compose import compose
from accounts.mail.refused import Refused
from accounts.models.mail import SentEmail
from portal.clock import now
from portal.jobs.lease import due, give_back, take
from portal.jobs.queue import enqueue
from portal.jobs.registry import MAIL

logger = logging.getLogger(__name__)

DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 600)]
CLAIMED_FOR = timedelta(minutes=2)
MOST_AT_ONCE = 200
BUDGET_SECONDS = 45.0
"""A slow mail service gets no more of a minute than this; the rest waits for the next tick."""
TASK = "accounts.mail.deliver.deliver_due"


def deliver(email_id: int) -> bool:
    """Sends one e-mail if it is still due. Failures of the mail service are noted and tried again later."""
    email = take(SentEmail, email_id, lasts=CLAIMED_FOR, state=SentEmail.State.SENDING)
    if email is None:
        return False
    if email.attempts > len(DELAYS) + 1:  # each attempt died in the middle; it may well have been sent every time
        _give_up(email, email.last_error or "The worker stopped at every attempt")
        return False
    try:
        subject = _send(email)
    except Refused as refusal:
        logger.exception("E-mail %s was refused", email.pk)
        _give_up(email, str(refusal))
        return False
    except Exception as failure:
        logger.exception("E-mail %s could not be sent", email.pk)
        _failed(email, failure)
        return False
    return give_back(email, subject=subject, state=SentEmail.State.SENT, sent_at=now(), last_error="")


class KnownMessage(EmailMessage):
    """A message with its key, as mail services ask for it."""

    key = ""
    is_repeat = False


def _send(email: SentEmail) -> str:
    """With a key of its own, the same at every attempt, by which receivers and mail services know a repeat."""
    subject, body = compose(email)
    message = KnownMessage(subject=subject, body=body, to=[email.to], headers={"Message-ID": message_id(email)})
    message.key, message.is_repeat = str(email.key), email.attempts > 1
    message.send()
    return subject


def message_id(email: SentEmail) -> str:
    """The name of the message in the world's mail."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{email.key}@{domain or 'localhost'}>"


def deliver_due() -> int:
    """What the queue forgot and what failed before, oldest first, as long as the time for it lasts."""
    began, sent = time.monotonic(), 0
    for pk in due(SentEmail, MOST_AT_ONCE):
        if time.monotonic() - began > BUDGET_SECONDS:
            break
        sent += deliver(pk)
    return sent


def send_due(at: datetime) -> None:
    """At every tick: a worker of the mail queue sends, so that a slow mail service keeps nothing else waiting."""
    if due(SentEmail, 1):
        enqueue(TASK, queue=MAIL, timeout=timedelta(minutes=3))


def _failed(email: SentEmail, failure: Exception) -> None:
    """Only the kind of failure is kept: messages of mail services repeat what was sent."""
    reason = type(failure).__name__
    if email.attempts > len(DELAYS):
        _give_up(email, reason)
        return
    pause = DELAYS[email.attempts - 1]
    give_back(email, last_error=reason, state=SentEmail.State.WAITING, next_attempt_at=now() + pause)


def _give_up(email: SentEmail, reason: str) -> None:
    give_back(email, last_error=reason, state=SentEmail.State.FAILED)
