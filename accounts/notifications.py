"""Banners by customer support: which one a page shows, and to whom no longer."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from accounts.models import Notification, NotificationDismissal
from portal.clock import now


def active() -> QuerySet[Notification]:
    at = now()
    return Notification.objects.filter(Q(end_date=None) | Q(end_date__gte=at), start_date__lte=at)


def unread_by(user: Any) -> QuerySet[Notification]:
    """Newest first. Somebody new has missed nothing; an edited banner is unread again."""
    if not user.is_authenticated:
        return active().filter(show_on_unauthenticated_pages=True)
    read = NotificationDismissal.objects.filter(user=user, at__gte=F("notification__updated_at"))
    return active().filter(updated_at__gt=user.created_at).exclude(pk__in=read.values("notification"))


def dismiss(user: Any, notification: Notification) -> None:
    NotificationDismissal.objects.update_or_create(user=user, notification=notification, defaults={"at": now()})
