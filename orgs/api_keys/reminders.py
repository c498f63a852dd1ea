"""Keys that end soon: whoever can replace them is told 30 days, 7 days and a day before."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from orgs.api_keys.models import ApiKey
from orgs.api_keys.telling import tell_coordinators

DAYS_BEFORE = (30, 7, 1)


def remind(at: datetime) -> None:
    """At every tick: each key once for each of the days."""
    soon = ApiKey.objects.filter(
        revoked_at=None, replaced_by=None, expires_at__gt=at, expires_at__lte=at + timedelta(days=max(DAYS_BEFORE))
    )
    for pk in list(soon.exclude(reminded_days=min(DAYS_BEFORE)).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            _remind_of(ApiKey.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=pk), at)


def _remind_of(key: ApiKey, at: datetime) -> None:
    reached = min((days for days in DAYS_BEFORE if key.expires_at - at <= timedelta(days=days)), default=None)
    if reached is None or (key.reminded_days is not None and key.reminded_days <= reached):
        return
    tell_coordinators("api_key_ends", key)
    key.reminded_days = reached
    key.save(update_fields=["reminded_days"])
