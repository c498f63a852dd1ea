"""The list of people as a file for support, made by the machine that makes all files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from accounts.models import User
from orgs.access import can
from portal.downloads.models import DownloadKind
from portal.files.ask import ask_for_file
from portal.files.formats import FileFormat
from portal.files.models import PreparedFile
from portal.files.registry import Contents, FileKind, file_kind, register_file_kind
from portal.theme.admin import listed_rows

KIND = "users"
CHUNK = 2_000
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


def register_people_files() -> None:
    """Called from `AppConfig.ready`."""
    register_file_kind(FileKind(KIND, "Users", DownloadKind.USERS, _contents))


def download_people(actor: User, parameters: Mapping[str, Any]) -> HttpResponseBase:
    """The file of the list (`query`) or of some people (`selected`), or the page of the job that makes it."""
    answer = ask_for_file(
        user=actor, kind=file_kind(KIND), parameters=parameters, file_format=FileFormat.CSV, name="users"
    )
    return redirect("admin:files_preparedfile_change", answer.pk) if isinstance(answer, PreparedFile) else answer


def _contents(user: User, parameters: Mapping[str, Any]) -> Contents:
    """One row for each person whom the list shows this person; asked again by a worker, and its rights too."""
    if not can(user, "download_users", user.organisation):
        raise PermissionDenied("Files of people are for support.")
    request = HttpRequest()
    request.method, request.user, request.GET = "GET", user, QueryDict(str(parameters.get("query", "")))
    people: QuerySet[Any] = listed_rows(User, request)
    if "selected" in parameters:
        people = people.filter(pk__in=parameters["selected"])
    rows = people.select_related("organisation").prefetch_related("organisation__name_changes")
    return Contents(
        head=(COLUMNS,),
        lines=map(_row, rows.iterator(chunk_size=CHUNK)),
        count=lambda up_to: people.order_by()[:up_to].count(),
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
