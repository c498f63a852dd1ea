"""Marks for what changes by the calendar: nobody writes anything on the day a new name comes into force."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from export_cds.models import ExportRun, RunState
from export_cds.records.text import LONDON
from orgs.models import DataSharingAgreement, Organisation, OrganisationNameChange
from portal.changes import ORGANISATIONS, USERS, mark_changed


def mark_what_time_changed(at: datetime) -> None:
    """Mark organisations (and their users) that are other than they were when the last run started.

    Logs are not concerned: they carry the name of their own date, which no passing of time changes.
    """
    since = ExportRun.objects.filter(state=RunState.FINISHED).aggregate(last=Max("started_at"))["last"]
    if since is None:
        return
    first_day, last_day = since.astimezone(LONDON).date(), at.astimezone(LONDON).date()
    renamed = set(
        OrganisationNameChange.objects.filter(
            discarded_at=None, startdate__gt=first_day, startdate__lte=last_day
        ).values_list("organisation_id", flat=True)
    )
    merged = Organisation._base_manager.filter(merge_date__gte=first_day, merge_date__lt=last_day)
    changed = renamed | set(merged.values_list("pk", flat=True))
    if DataSharingAgreement.objects.filter(published_at__gt=since, published_at__lte=at).exists():
        changed |= set(Organisation._base_manager.values_list("pk", flat=True))
    with transaction.atomic():
        mark_changed(ORGANISATIONS, changed)
        mark_changed(USERS, User._base_manager.filter(organisation__in=renamed).values_list("pk", flat=True))
