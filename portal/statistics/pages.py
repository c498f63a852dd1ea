"""The pages of the statistics and their files: a topic of a selection, as tables with pictures or as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from portal.clock import today
from portal.csv_files import csv_lines
from portal.downloads.attachment import attachment
from portal.downloads.models import DownloadKind
from portal.downloads.record import record_download
from portal.statistics.dictionary import dictionary_file, dictionary_page
from portal.statistics.disclosure import MARKS
from portal.statistics.figures_json import counted_until, figures_json
from portal.statistics.read import Figures
from portal.statistics.selection import Selection, SelectionForm, may_see_statistics
from portal.statistics.tables import Table, Topic
from portal.statistics.topics import TOPICS, topics_for

if TYPE_CHECKING:
    from accounts.models import User

WORDS = "admin:statistics_dictionary"
DATA = (
    ("Data dictionary", "What each variable means, with its codes, by year.", WORDS),
    (
        "Snapshots",
        "All logs of a year as one file, of now or of a day that is over.",
        "admin:snapshots_snapshot_changelist",
    ),
    (
        "What changed between two exports",
        "Of all logs, one organisation, year or log.",
        "admin:export_cds_exportrun_compare",
    ),
)
"""What statisticians work with besides figures: title, what it is, address."""

Page = Callable[[HttpRequest], HttpResponseBase]


def statistics_urls(site: AdminSite) -> list[URLPattern]:
    """One address for each topic and its file, and one where they are listed."""
    found = [path("statistics/", site.admin_view(require_safe(partial(overview, site))), name="statistics")]
    words = require_safe(partial(dictionary_page, site, _person))
    files = require_safe(partial(dictionary_file, _person))
    found.append(path("statistics/dictionary/", site.admin_view(words), name="statistics_dictionary"))
    found.append(path("statistics/dictionary/file/", site.admin_view(files), name="statistics_dictionary_file"))
    for topic in TOPICS:
        page, file = require_safe(partial(topic_page, site, topic)), require_safe(partial(topic_file, topic))
        data = site.admin_view(require_safe(partial(topic_json, topic)))
        found.append(path(f"statistics/{topic.slug}/json/", data, name=f"statistics_{topic.slug}_json"))
        found.append(path(f"statistics/{topic.slug}/", site.admin_view(page), name=f"statistics_{topic.slug}"))
        found.append(path(f"statistics/{topic.slug}/csv/", site.admin_view(file), name=f"statistics_{topic.slug}_csv"))
    return found


def _person(request: HttpRequest) -> User:
    user = cast("User", request.user)
    if not may_see_statistics(user):
        raise PermissionDenied
    return user


def overview(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """What there is."""
    user = _person(request)
    context = {
        **site.each_context(request),
        "title": "Statistics",
        "topics": [(topic, _address(topic, "")) for topic in topics_for(user)],
        "data": [(text, about, reverse(name)) for text, about, name in DATA if user.is_privileged or name == WORDS],
        "as_of": counted_until(),
    }
    return TemplateResponse(request, "statistics/overview.html", context)


def topic_page(site: AdminSite, topic: Topic, request: HttpRequest) -> HttpResponse:
    """A topic: what to look at, then tables with their pictures."""
    user, form, figures = _asked(topic, request)
    selection = figures.selection
    context = {
        **site.each_context(request),
        "title": topic.title,
        "topic": topic,
        "topics": [(one.title, _address(one, "", selection), one is topic) for one in topics_for(user)],
        "form": form,
        "selection": selection,
        "too_few": figures.too_few,
        "least": figures.rules.least_logs,
        "tables": [] if figures.too_few else topic.tables(figures),
        "internal": figures.internal,
        "rules": figures.rules,
        "marks": MARKS.items(),
        "as_of": counted_until(),
        "csv": _address(topic, "_csv", selection),
        "json": _address(topic, "_json", selection),
        "view": f"{selection.kind.log_type}_{selection.year}" if user.is_privileged else "",
    }
    return TemplateResponse(request, "statistics/topic.html", context)


def _address(topic: Topic, ending: str, selection: Selection | None = None) -> str:
    return reverse(f"admin:statistics_{topic.slug}{ending}", query=selection.query if selection else None)


def topic_file(topic: Topic, request: HttpRequest) -> HttpResponseBase:
    """The same tables under each other as CSV."""
    user, form, figures = _asked(topic, request)
    if form.is_bound and not form.is_valid():
        return HttpResponse("These filters cannot be combined.", status=400, content_type="text/plain")
    selection = figures.selection
    tables = [] if figures.too_few else topic.tables(figures)
    return attachment(
        csv_lines(_lines(topic, figures, tables)),
        name=f"statistics-{topic.slug}-{selection.kind.log_type}-{selection.year}-{today():%Y-%m-%d}.csv",
        actor=user,
        kind=DownloadKind.STATISTICS,
        filters={"topic": topic.title, "selection": selection.title},
    )


def topic_json(topic: Topic, request: HttpRequest) -> HttpResponse:
    """The same tables for programs: figures and marks as the page gives them."""
    user, form, figures = _asked(topic, request)
    if form.is_bound and not form.is_valid():
        return JsonResponse({"error": "These filters cannot be combined."}, status=400)
    filters = {"topic": topic.title, "selection": figures.selection.title, "format": "json"}
    record_download(user=user, kind=DownloadKind.STATISTICS, filters=filters)
    return JsonResponse(figures_json(topic, figures))


def _asked(topic: Topic, request: HttpRequest) -> tuple[User, SelectionForm, Figures]:
    user = _person(request)
    if topic not in topics_for(user):
        raise PermissionDenied
    form = SelectionForm(request.GET, user, without=topic.without)
    return user, form, Figures(form.selection())


def _lines(topic: Topic, figures: Figures, tables: list[Table]) -> Iterator[list[Any]]:
    yield [topic.title, figures.selection.title]
    at = counted_until()
    yield ["As of", at.isoformat(timespec="minutes") if at else ""]
    if figures.too_few:
        yield [f"There are fewer than {figures.rules.least_logs} logs, so no figures are given."]
    elif not figures.internal:
        yield [f"Rounded to {figures.rules.rounding}", *(f"{mark} {means}" for mark, means in MARKS.items())]
    for table in tables:
        yield []
        yield [table.title]
        yield [table.means]
        yield list(table.columns)
        yield from (list(row) for row in table.rows)
