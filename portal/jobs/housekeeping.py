"""What nobody needs any more is thrown away, once a night, so that no table of the machinery grows for ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django_q.models import Task

from django.contrib.sessions.models import Session

HOUR = 3
FAILURES_KEPT = timedelta(days=30)

Prune = Callable[[datetime], object]
_PRUNES: list[Prune] = []


def register_housekeeping(prune: Prune) -> Prune:
    """A room throws away what nobody needs any more of its own (called from `AppConfig.ready`)."""
    _PRUNES.append(prune)
    return prune


def tidy(at: datetime) -> None:
    """At the ticks of one hour of the night; the first of them does the work, the others find nothing."""
    if at.hour == HOUR:
        prune(at)


def prune(at: datetime) -> None:
    """Failed jobs are kept for a month to be looked into; of those that went well our own tables tell."""
    Task.objects.filter(success=True, stopped__lt=at - timedelta(days=1)).delete()
    Task.objects.filter(success=False, stopped__lt=at - FAILURES_KEPT).delete()
    Session.objects.filter(expire_date__lt=at).delete()
    for prune_own in _PRUNES:
        prune_own(at)
