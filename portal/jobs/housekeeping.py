"""What nobody needs any more is thrown away, once a night, so that no table of the machinery grows for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django_q.models import Task

from django.contrib.sessions.models import Session

from accounts.models import AccountLink

HOUR = 3
FAILURES_KEPT = timedelta(days=30)
SIGN_INS_KEPT = timedelta(days=365)
LINKS_KEPT = timedelta(days=90)


def tidy(at: datetime) -> None:
    """At the ticks of one hour of the night; the first of them does the work, the others find nothing."""
    if at.hour == HOUR:
        prune(at)


def prune(at: datetime) -> None:
    """Failed jobs are kept for a month to be looked into; of those that went well our own tables tell."""
    Task.objects.filter(success=True, stopped__lt=at - timedelta(days=1)).delete()
    Task.objects.filter(success=False, stopped__lt=at - FAILURES_KEPT).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    AccountLink.objects.filter(expires_at__lt=at - LINKS_KEPT).delete()
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(attempt_time__lt=at - SIGN_INS_KEPT).delete()
