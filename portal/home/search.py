"""One search over all that support is asked about: logs, people, organisations, schemes.

Each list searches as it does on its own page, so there is one answer to what is found and who sees it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import lookup_field
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.models import User
from lettings.models import LettingsLog
from orgs.models import Organisation
from portal.requests import SignedInRequest
from portal.theme.record_pages import model_url, record_url
from sales.models import SalesLog
from supported_housing.models import Scheme

SEARCHED: dict[type[Model], tuple[str, ...]] = {
    LettingsLog: ("codes", "start", "state"),
    SalesLog: ("codes", "completion", "state"),
    User: ("email", "organisation_today", "status_label"),
    Organisation: ("code_label", "status_label"),
    Scheme: ("code", "owner"),
}
"""What is searched, and the columns of its list that tell one record from another."""
SHOWN = 5
LONGEST = 100


@dataclass(frozen=True)
class Found:
    """What one list found."""

    title: str
    headings: list[str]
    rows: list[tuple[str, str, list[tuple[str, Any]]]]
    """Name, address and the columns, each with its heading."""
    see_all: str
    """The list with the same search, where it found more than is shown."""


def search(site: AdminSite, request: SignedInRequest) -> HttpResponse:
    """Only for those who look after everybody; others search the list that they need."""
    if not request.user.is_support:
        raise PermissionDenied
    term = " ".join(request.GET.get("q", "").split())[:LONGEST]
    context = {
        **site.each_context(request),
        "title": "Search",
        "term": term,
        "found": list(_found(site, request, term)) if term else [],
    }
    return TemplateResponse(request, "home/search.html", context)


def _found(site: AdminSite, request: HttpRequest, term: str) -> Iterator[Found]:
    for model, columns in SEARCHED.items():
        options: Any = site.get_model_admin(model)
        rows, _ = options.get_search_results(request, options.get_queryset(request), term)
        first = list(rows[: SHOWN + 1])
        if first:
            yield _presented(options, first, columns, term)


def _presented(options: Any, rows: list[Any], columns: tuple[str, ...], term: str) -> Found:
    headings = [_heading(options, column) for column in columns]
    return Found(
        title=str(options.opts.verbose_name_plural).capitalize(),
        headings=headings,
        rows=[
            (
                str(row),
                record_url(row),
                list(zip(headings, (lookup_field(column, row, options)[2] for column in columns), strict=True)),
            )
            for row in rows[:SHOWN]
        ],
        see_all=model_url(options.model, query={"q": term}) if len(rows) > SHOWN else "",
    )


def _heading(options: Any, column: str) -> str:
    method = getattr(options, column, None)
    title = getattr(method, "short_description", None) or options.model._meta.get_field(column).verbose_name
    return str(title)[:1].upper() + str(title)[1:]
