"""The list of people as a file for support."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

from django.db.models import QuerySet
from django.http import StreamingHttpResponse

from accounts.models import User
from portal.clock import now
from portal.csv_files import csv_lines
from portal.downloads import attachment
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


def download_people(people: QuerySet, *, actor: User, filters: Mapping[str, Any]) -> StreamingHttpResponse:
    """One row for each person; who asked for it, and for whom, is kept."""
    listed = people.select_related("organisation").prefetch_related("organisation__name_changes")
    return attachment(
        csv_lines(chain([COLUMNS], map(_row, listed.iterator(chunk_size=2000)))),
        name=f"users-{now():%Y-%m-%dT%H%M%S}.csv",
        actor=actor,
        kind=DownloadKind.USERS,
        filters=filters,
    )


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
