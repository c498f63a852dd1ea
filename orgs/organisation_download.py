"""The list of organisations as a file for support, in the columns that an import takes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from orgs.access import can
from orgs.models import Organisation
from orgs.organisation_files import OrganisationResource
from portal.downloads.models import DownloadKind
from portal.files.ask import MOST_AT_ONCE, ask_for_file
from portal.files.formats import FileFormat
from portal.files.forms import FormatForm
from portal.files.models import PreparedFile
from portal.files.registry import Contents, FileKind, Line, file_kind, register_file_kind
from portal.requests import SignedInRequest
from portal.theme.admin import listed_rows
from portal.theme.pages import form_page
from portal.theme.record_pages import model_url
from portal.words import counted

if TYPE_CHECKING:
    from accounts.models import User

KIND = "organisations"
CHUNK = 2_000


def register_organisation_files() -> None:
    """Called from `AppConfig.ready`."""
    register_file_kind(FileKind(KIND, "Organisations", DownloadKind.ORGANISATIONS, _contents))


def may_download(user: User) -> bool:
    """Files of organisations are for support, as the import of the same columns is."""
    return bool(user.is_support) and can(user, "view", Organisation)


def download_page(request: SignedInRequest) -> HttpResponseBase:
    """How many the list leaves, and which kind of file; then the file, or the page of the job that makes it."""
    if not may_download(request.user):
        raise PermissionDenied
    form = FormatForm(request.POST if request.method == "POST" else None)
    query = request.GET.urlencode()
    if request.method == "POST" and form.is_valid():
        return _file(request.user, query, form.chosen)
    number = _listed(request.user, query).order_by()[: MOST_AT_ONCE + 1].count()
    many = f"More than {MOST_AT_ONCE:,} organisations" if number > MOST_AT_ONCE else counted(number, "organisation")
    page: HttpResponse = form_page(
        request,
        title="Download organisations",
        form=form,
        submit="Download",
        intro=[f"{many.capitalize()}, as the list shows with its search and its filters."],
        trail=[Organisation._meta, "Download"],
        cancel=model_url(Organisation, query=request.GET),
        status=422 if form.errors else 200,
    )
    return page


def _file(user: User, query: str, file_format: FileFormat) -> HttpResponseBase:
    answer = ask_for_file(
        user=user, kind=file_kind(KIND), parameters={"query": query}, file_format=file_format, name=KIND
    )
    return redirect("admin:files_preparedfile_change", answer.pk) if isinstance(answer, PreparedFile) else answer


def _listed(user: User, query: str) -> QuerySet[Organisation]:
    request = HttpRequest()
    request.method, request.user, request.GET = "GET", user, QueryDict(query)
    return listed_rows(Organisation, request)


def _contents(user: User, parameters: Mapping[str, Any]) -> Contents:
    """One row for each organisation of the list; asked again by a worker, and its rights too."""
    if not may_download(user):
        raise PermissionDenied("Files of organisations are for support.")
    resource = OrganisationResource()
    fields = resource.get_export_fields()
    organisations = _listed(user, str(parameters.get("query", "")))

    def line(organisation: Organisation) -> Line:
        return [resource.export_field(field, organisation) for field in fields]

    return Contents(
        head=([field.column_name for field in fields],),
        lines=map(line, organisations.order_by("pk").iterator(chunk_size=CHUNK)),
        count=lambda up_to: organisations.order_by()[:up_to].count(),
    )
