"""The page and the files of scheme and location downloads, of the schemes that the list shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from orgs import access
from portal.files.ask import ask_for_file
from portal.files.formats import FileFormat
from portal.files.models import PreparedFile
from portal.files.registry import file_kind
from portal.requests import SignedInRequest
from portal.theme.admin import listed_rows
from portal.theme.record_pages import model_url
from supported_housing.admin.common import context_of
from supported_housing.downloads import KINDS
from supported_housing.files import TITLES
from supported_housing.models import Location, Scheme

if TYPE_CHECKING:
    from orgs.access.admin import AccessAdmin


def _listed(admin: AccessAdmin, request: SignedInRequest) -> Any:
    """The rows of the list with the filters and search of the address: what people see is what they get."""
    if not access.can(request.user, "view", Scheme):
        raise Http404
    ids = listed_rows(Scheme, request).order_by().values("pk")
    return Scheme.objects.visible_to(request.user).kept().filter(pk__in=ids)


def download_page(admin: AccessAdmin, request: SignedInRequest) -> HttpResponse:
    schemes = _listed(admin, request)
    context = context_of(
        admin,
        request,
        "Download schemes and locations",
        scheme_count=schemes.count(),
        location_count=Location.objects.kept().filter(scheme__in=schemes).count(),
        kinds=[{"slug": slug, "title": TITLES[slug]} for slug in KINDS],
        query=request.GET.urlencode(),
        back_url=model_url(Scheme),
    )
    return TemplateResponse(request, "supported_housing/download.html", context)


def download(admin: AccessAdmin, request: SignedInRequest, kind: str) -> HttpResponseBase:
    """The file, or the page of the job that makes it."""
    if kind not in KINDS or not access.can(request.user, "view", Scheme):
        raise Http404
    query = request.GET.copy()
    file_format = FileFormat.XLSX if query.pop("format", [""])[-1] == FileFormat.XLSX else FileFormat.CSV
    answer = ask_for_file(
        user=request.user,
        kind=file_kind(kind),
        parameters={"query": query.urlencode(), "download_type": kind},
        file_format=file_format,
        name=KINDS[kind],
    )
    return redirect("admin:files_preparedfile_change", answer.pk) if isinstance(answer, PreparedFile) else answer
