"""The files of a list of schemes, for the machine that makes all files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from orgs import access
from portal.downloads.models import DownloadKind
from portal.files.registry import Contents, FileKind, register_file_kind
from portal.theme.admin import listed_rows
from supported_housing.downloads import KINDS, columns_of, rows
from supported_housing.models import Location, Scheme

if TYPE_CHECKING:
    from accounts.models import User

TITLES = {"schemes": "Schemes", "locations": "Locations", "combined": "Schemes and locations"}


def register_scheme_files() -> None:
    """Called from `AppConfig.ready`."""
    for kind in KINDS:
        register_file_kind(FileKind(kind, TITLES[kind], DownloadKind.SCHEMES_AND_LOCATIONS, partial(_contents, kind)))


def listed_schemes(user: User, query: str) -> QuerySet[Scheme]:
    """What the list shows this person with these filters and this search."""
    if not access.can(user, "view", Scheme):
        raise PermissionDenied
    request = HttpRequest()
    request.method, request.user, request.GET = "GET", user, QueryDict(query)
    listed = listed_rows(Scheme, request)
    return Scheme.objects.visible_to(user).kept().filter(pk__in=listed.order_by().values("pk"))


def _contents(kind: str, user: User, parameters: Mapping[str, Any]) -> Contents:
    schemes = listed_schemes(user, str(parameters["query"]))
    counted = schemes if kind == "schemes" else Location.objects.kept().filter(scheme__in=schemes)
    return Contents(
        head=(columns_of(kind),),
        lines=rows(kind, schemes, user),
        count=lambda up_to: counted.order_by()[:up_to].count(),
    )
