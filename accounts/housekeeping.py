"""Links and sign-ins that nobody needs any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog

from accounts.models import AccountLink

SIGN_INS_KEPT = timedelta(days=365)
LINKS_KEPT = timedelta(days=90)


def prune(at: datetime) -> None:
    """Once a night."""
    AccountLink.objects.filter(expires_at__lt=at - LINKS_KEPT).delete()
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        model.objects.filter(attempt_time__lt=at - SIGN_INS_KEPT).delete()
