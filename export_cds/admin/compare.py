"""What changed between two exports: for one log, an organisation or a year, on a page and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from export_cds.models import ExportRun, RunState
from orgs.models import Organisation
from portal.clock import LONDON
from portal.csv_files import csv_lines
from portal.downloads.attachment import attachment
from portal.downloads.models import DownloadKind
from portal.logs.admin.history_words import HistoryWording
from portal.logs.between import Difference, Period, differences, ids_that_changed
from portal.logs.kind import LogKind
from portal.logs.kinds import kind_named, kinds
from portal.parameters import whole_number
from portal.theme.forms import GovForm, GovIntegerField, GovRadiosField, GovSearchSelectField, GovSelectField
from portal.theme.record_pages import model_url
from portal.words import moment_in_words

if TYPE_CHECKING:
    from export_cds.admin.runs import ExportRunAdmin


MOST_RUNS = 400
PER_PAGE = 20


class CompareForm(GovForm):
    """Two exports, and what of them."""

    first = GovSelectField(label="From the export that began", short_label="the earlier export")
    second = GovSelectField(label="To the export that began", short_label="the later export")
    kind = GovRadiosField(label="Logs", inline=True, small=True, short_label="the kind of log")
    year = GovSelectField(label="Collection year", required=False)
    organisation = GovSearchSelectField(
        label="Organisation that owns or manages the homes", short_label="Organisation", required=False
    )
    log = GovIntegerField(label="Log number", min_value=1, required=False)

    def __init__(self, *args: Any, runs: list[ExportRun], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [
            (str(run.pk), f"{moment_in_words(run.started_at.astimezone(LONDON))} ({run.manifest_name})")
            for run in runs
            if run.started_at
        ]
        years = sorted({year for kind in kinds() for year in kind.years}, reverse=True)
        names = sorted(((str(one.pk), one.name_on()) for one in _organisations()), key=lambda pair: pair[1].casefold())
        self._offer("first", named)
        self._offer("second", named)
        self._offer("kind", [(kind.log_type, kind.words.title) for kind in kinds()])
        self._offer("year", [("", "All years"), *((str(year), f"{year} to {year + 1}") for year in years)])
        self._offer("organisation", [("", "All organisations"), *names])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The exports in their order."""
        cleaned = super().clean() or {}
        first, second = cleaned.get("first"), cleaned.get("second")
        if first and second and int(second) <= int(first):
            self.add_error("second", "The later export must have begun after the earlier one")
        return cleaned


def _organisations() -> list[Organisation]:
    return list(Organisation.objects.prefetch_related("name_changes"))


def compare_page(admin: ExportRunAdmin, request: HttpRequest) -> HttpResponseBase:
    """For support and statisticians: which logs differ, and in what."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    runs = list(ExportRun.objects.filter(state=RunState.FINISHED).order_by("-pk")[:MOST_RUNS])
    form = CompareForm(request.GET or None, runs=runs)
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": "What changed between two exports",
        "form": form,
        "runs": len(runs),
    }
    if form.is_bound and form.is_valid():
        kind, period = _asked(form, runs)
        if "csv" in request.GET:
            return _file(request, form, kind, period)
        context |= _found(request, kind, period)
    return TemplateResponse(request, "export_cds/compare.html", context)


def _asked(form: CompareForm, runs: list[ExportRun]) -> tuple[LogKind, Period]:
    moments: dict[str, Any] = {str(run.pk): run.started_at for run in runs}
    chosen = form.cleaned_data
    return kind_named(chosen["kind"]), Period(
        start=moments[chosen["first"]],
        end=moments[chosen["second"]],
        year=whole_number(chosen["year"]),
        organisation=whole_number(chosen["organisation"]),
        log=chosen["log"],
    )


def _found(request: HttpRequest, kind: LogKind, period: Period) -> dict[str, Any]:
    """A page of the logs that were touched; what was changed back meanwhile is said to be the same."""
    ids = ids_that_changed(kind, period)
    page = Paginator(ids, PER_PAGE).get_page(whole_number(request.GET.get("page")))
    changes = {found.log.pk: found for found in differences(kind, list(page), period)}
    user: Any = request.user
    there = set(kind.model.objects.visible_to(user).filter(pk__in=list(page)).values_list("pk", flat=True))
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "period": period,
        "total": len(ids),
        "page": page,
        "query": query.urlencode(),
        "logs": [
            {
                "text": f"Log {pk}",
                "href": model_url(kind.model, "history", pk) if pk in there else "",
                "became": changes[pk].became if pk in changes else "As it was: changed and changed back",
                "changes": _changes(changes[pk]) if pk in changes else [],
            }
            for pk in page
        ],
    }


def _changes(found: Difference) -> list[dict[str, Any]]:
    return HistoryWording(found.log).changes(SimpleNamespace(changes=found.changes))


def _file(request: HttpRequest, form: CompareForm, kind: LogKind, period: Period) -> HttpResponseBase:
    user: Any = request.user
    words = {name: str(value) for name, value in form.cleaned_data.items() if value}
    return attachment(
        csv_lines(_lines(kind, period)),
        name=f"changes-{kind.log_type}-{period.start:%Y-%m-%d}-{period.end:%Y-%m-%d}.csv",
        actor=user,
        kind=DownloadKind.EXPORTS,
        filters={"compared": words},
    )


def _lines(kind: LogKind, period: Period) -> Iterator[list[str]]:
    yield ["Log", "What happened", "Answer", "Before", "After"]
    for found in differences(kind, ids_that_changed(kind, period), period):
        if not found.changes:
            yield [str(found.log.pk), found.became, "", "", ""]
        for change in islice(_changes(found), None):
            yield [str(found.log.pk), found.became, change["label"], change["before"], change["after"]]
