"""Keys that end soon: whoever can replace them is told 30 days, 7 days and a day before."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from accounts.mail import queue_email
from accounts.models import User
from accounts.roles import Role
from orgs.api_keys.models import ApiKey
from portal.clock import moment
from portal.words import day_in_words

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
    people = User.objects.usable().filter(organisation=key.organisation, role=Role.DATA_COORDINATOR)
    for person in people.exclude(confirmed_at=None):
        queue_email(
            "api_key_ends",
            user=person,
            key=str(key),
            organisation=str(key.organisation),
            day=day_in_words(moment(key.expires_at)),
            page=reverse("admin:api_keys_apikey_change", args=[key.pk]),
        )
    key.reminded_days = reached
    key.save(update_fields=["reminded_days"])
