"""Coordinators hear by mail that the questionnaire of a new year is there, with the page that says what changes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from accounts.mail.queue import queue_email
from accounts.models import User
from accounts.roles import Role
from portal.years.models import Announcement, QuestionnaireVersion

MOST_AT_ONCE = 200
"""How many mails one tick asks for; the rest waits for the next."""


def announce_when_due(at: datetime) -> None:
    """At every tick: new years that people approved and nobody was told of yet, from where the last tick stopped."""
    first = QuestionnaireVersion.objects.standing().filter(from_release=False, number=1, announcement=None)
    for version in first.exclude(based_on__year=F("year")).defer("content"):
        Announcement.objects.get_or_create(version=version)
    for pk in list(Announcement.objects.filter(finished_at=None).values_list("pk", flat=True)):
        with transaction.atomic():
            _go_on(Announcement.objects.select_for_update(skip_locked=True).filter(pk=pk, finished_at=None).first(), at)


def _go_on(announcement: Announcement | None, at: datetime) -> None:
    if announcement is None:
        return
    version = QuestionnaireVersion.objects.defer("content").get(pk=announcement.version_id)
    people = User.objects.usable().filter(role=Role.DATA_COORDINATOR, pk__gt=announcement.last_person)
    readers = list(people.order_by("pk")[:MOST_AT_ONCE])
    page = reverse("admin:years_questionnaireversion_changes", args=[version.year, version.log_type])
    years = f"{version.year} to {version.year + 1}"
    for person in readers:
        queue_email("new_year", user=person, kind=version.log_type, years=years, note=version.note, page=page)
    announcement.last_person = readers[-1].pk if readers else announcement.last_person
    announcement.finished_at = at if len(readers) < MOST_AT_ONCE else None
    announcement.save(update_fields=["last_person", "finished_at"])
