"""The list of people as a file for support."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from accounts.models import User
from portal.clock import now
from portal.csv_files import safe_cell
from portal.downloads import record_download
from portal.downloads.models import DownloadKind

COLUMNS = [
    "id",
    "email",
    "name",
    "organisation_name",
    "role",
    "old_user_id",
    "is_dpo",
    "is_key_contact",
    "active",
    "sign_in_count",
    "last_sign_in_at",
]


def download_people(people: QuerySet, *, actor: User, filters: Mapping[str, Any]) -> HttpResponse:
    """One row for each person; who asked for it, and for whom, is kept."""
    record_download(user=actor, kind=DownloadKind.USERS, filters=filters)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="users-{now():%Y-%m-%dT%H%M%S}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for person in people.select_related("organisation").prefetch_related("organisation__name_changes"):
        writer.writerow([safe_cell(value) for value in _row(person)])
    return response


def _row(person: Any) -> list[Any]:
    seen = person.last_sign_in_at.isoformat() if person.last_sign_in_at else ""
    return [
        person.pk,
        person.email,
        person.name,
        person.organisation.name_on(),
        person.get_role_display() or "",
        person.old_user_id or "",
        person.is_dpo,
        person.is_key_contact,
        person.active,
        person.sign_in_count,
        seen,
    ]
