"""The data dictionary of a year as a page, with its files: what each variable means, where it goes, what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from portal.clock import today
from portal.downloads.attachment import attachment
from portal.downloads.models import DownloadKind
from portal.logs.kind import LogKind
from portal.logs.kinds import kinds
from portal.parameters import whole_number
from portal.windows.dates import collection_year
from portal.years.resources.dictionary import HEADERS, dictionary_rows
from portal.years.resources.made import resources

if TYPE_CHECKING:
    from accounts.models import User

FILES = ("data_dictionary_csv", "data_dictionary", "data_package")
SHOWN = (
    "Answer",
    "Question",
    "Values",
    "Asked when",
    "Download column",
    "Collected since",
    "Changed since the year before",
)
"""What fits on a page; the files have all columns."""

Person = Callable[[HttpRequest], "User"]


def dictionary_page(site: AdminSite, person: Person, request: HttpRequest) -> HttpResponse:
    """Every variable of a kind and year."""
    user = person(request)
    kind, year = _asked(request)
    places = [HEADERS.index(header) for header in SHOWN]
    query = {"kind": kind.log_type, "year": year}
    context = {
        **site.each_context(request),
        "title": "Data dictionary",
        "about": f"{kind.words.title}, {year} to {year + 1}",
        "others": [
            (
                f"{one.words.title} {other} to {other + 1}",
                reverse("admin:statistics_dictionary", query={"kind": one.log_type, "year": other}),
            )
            for one in kinds()
            for other in reversed(one.years)
            if (one, other) != (kind, year)
        ],
        "files": [
            (
                one.type_word,
                one.explanation,
                reverse("admin:statistics_dictionary_file", query={**query, "file": one.key}),
            )
            for one in _files()
        ],
        "view": f"{kind.log_type}_{year}" if user.is_privileged else "",
        "headers": SHOWN,
        "rows": [[(HEADERS[place], row[place]) for place in places] for row in dictionary_rows(kind.program(year))],
    }
    return TemplateResponse(request, "statistics/dictionary.html", context)


def dictionary_file(person: Person, request: HttpRequest) -> StreamingHttpResponse:
    """One of its files; who took it is kept, as with every file."""
    user = person(request)
    kind, year = _asked(request)
    file = next((one for one in _files() if one.key == request.GET.get("file", FILES[0])), None)
    if file is None:
        raise Http404
    name = file.name_for(kind.log_type, year)
    return attachment(
        [file.make(kind.program(year), ())],
        name=name,
        actor=user,
        kind=DownloadKind.STATISTICS,
        filters={"file": name},
        content_type=file.content_type,
    )


def _files() -> list[Any]:
    return sorted((one for one in resources() if one.key in FILES), key=lambda one: FILES.index(one.key))


def _asked(request: HttpRequest) -> tuple[LogKind, int]:
    """The kind and year of the address; without them the first kind, and the year that is on."""
    named = request.GET.get("kind", kinds()[0].log_type)
    kind = next((one for one in kinds() if one.log_type == named), None)
    if kind is None:
        raise Http404
    usual = min(max(collection_year(today()), kind.years[0]), kind.years[-1])
    year = whole_number(request.GET.get("year", usual))
    if year not in kind.years:
        raise Http404
    return kind, year
