"""Sends what waits. The row is claimed first, so that a second run of the same job sends nothing twice."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction

from accounts.mail.compose import compose
from accounts.mail.refused import Refused
from accounts.models.mail import SentEmail
from portal.clock import now

log = logging.getLogger(__name__)

DELAYS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 600)]
CLAIMED_FOR = timedelta(minutes=10)


def deliver(email_id: int) -> bool:
    """Sends one e-mail if it is still due. Failures of the mail service are noted and tried again later."""
    email = _claim(email_id)
    if email is None:
        return False
    try:
        subject, body = compose(email)
        EmailMessage(subject=subject, body=body, to=[email.to]).send()
    except Refused as refusal:
        log.exception("E-mail %s was refused", email.pk)
        _give_up(email, str(refusal))
        return False
    except Exception as failure:
        log.exception("E-mail %s could not be sent", email.pk)
        _failed(email, failure)
        return False
    email.subject, email.state, email.sent_at, email.last_error = subject, SentEmail.State.SENT, now(), ""
    email.save(update_fields=["subject", "state", "sent_at", "last_error"])
    return True


def deliver_due(at: datetime | None = None) -> int:
    """What the queue forgot and what failed before; called by the tick."""
    waiting = (SentEmail.State.WAITING, SentEmail.State.SENDING)
    due = SentEmail.objects.filter(state__in=waiting, next_attempt_at__lte=at or now()).order_by("pk")
    return sum(deliver(pk) for pk in due.values_list("pk", flat=True)[:200])


def send_due(at: datetime) -> None:
    """At every tick."""
    deliver_due(at)


@transaction.atomic
def _claim(email_id: int) -> SentEmail | None:
    email = (
        SentEmail.objects.select_for_update(skip_locked=True)
        .filter(
            pk=email_id,
            state__in=(SentEmail.State.WAITING, SentEmail.State.SENDING),
            next_attempt_at__lte=now(),
        )
        .first()
    )
    if email is None:
        return None
    if email.attempts > len(DELAYS):  # each attempt died in the middle; it may well have been sent every time
        _give_up(email, email.last_error or "The worker stopped at every attempt")
        return None
    email.state, email.attempts = SentEmail.State.SENDING, email.attempts + 1
    email.next_attempt_at = now() + CLAIMED_FOR
    email.save(update_fields=["state", "attempts", "next_attempt_at"])
    return email


def _failed(email: SentEmail, failure: Exception) -> None:
    """Only the kind of failure is kept: messages of mail services repeat what was sent."""
    email.last_error = type(failure).__name__
    if email.attempts > len(DELAYS):
        _give_up(email, email.last_error)
        return
    email.state = SentEmail.State.WAITING
    email.next_attempt_at = now() + DELAYS[email.attempts - 1]
    email.save(update_fields=["state", "last_error", "next_attempt_at"])


def _give_up(email: SentEmail, reason: str) -> None:
    email.state, email.last_error = SentEmail.State.FAILED, reason
    email.save(update_fields=["state", "last_error"])
