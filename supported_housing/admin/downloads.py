"""The page and the files of scheme and location downloads, of the schemes that the list shows."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse

from orgs import access
from portal.clock import now
from portal.downloads import attachment
from portal.downloads.models import DownloadKind
from supported_housing.admin.common import context_of, list_url
from supported_housing.downloads import KINDS, file_lines
from supported_housing.models import Location, Scheme

TITLES = {
    "schemes": "Schemes",
    "locations": "Locations",
    "combined": "Schemes and locations",
}


def _listed(admin: Any, request: HttpRequest) -> Any:
    """The rows of the list with the filters and search of the address: what people see is what they get."""
    if not access.can(request.user, "view", Scheme):
        raise Http404
    ids = admin.listed(request).order_by().values("pk")
    return Scheme.objects.visible_to(request.user).kept().filter(pk__in=ids)


def download_page(admin: Any, request: HttpRequest) -> HttpResponse:
    schemes = _listed(admin, request)
    context = context_of(
        admin,
        request,
        "Download schemes and locations",
        scheme_count=schemes.count(),
        location_count=Location.objects.kept().filter(scheme__in=schemes).count(),
        kinds=[{"slug": slug, "title": TITLES[slug]} for slug in KINDS],
        query=request.GET.urlencode(),
        back_url=list_url(Scheme),
    )
    return TemplateResponse(request, "supported_housing/download.html", context)


def download(admin: Any, request: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    if kind not in KINDS:
        raise Http404
    schemes = _listed(admin, request)
    return attachment(
        file_lines(kind, schemes, request.user),
        name=f"{KINDS[kind]}-{now():%Y-%m-%d-%H-%M-%S}.csv",
        actor=request.user,
        kind=DownloadKind.SCHEMES_AND_LOCATIONS,
        filters={**request.GET.dict(), "download_type": kind},
    )
