"""A list of logs as it stood at the end of a day: the same filters, asked of the past."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse

from portal.clock import end_of_day, today
from portal.logs.admin.change_list import add_names
from portal.logs.admin.download import DAY
from portal.logs.admin.list_columns import TAGS
from portal.logs.admin.names import names_of
from portal.logs.downloads.files import listed_logs, may_look_back
from portal.logs.past import as_of
from portal.logs.status import LogStatus
from portal.parameters import whole_number
from portal.theme.forms import GovDateField, GovForm
from portal.theme.record_pages import model_url, record_url
from portal.words import day_in_words, short_day

if TYPE_CHECKING:
    from portal.logs.admin.base import LogAdmin
    from portal.logs.models import Log


PAGE = "page"
PER_PAGE = 20
MOST_COUNTED = 10_000


class DayForm(GovForm):
    """The day to look back to."""

    day = GovDateField(label="Show logs as they stood at the end of", short_label="Day", required=True)

    def clean_day(self) -> Any:
        """A day that has been."""
        day = self.cleaned_data["day"]
        if day and day > today():
            raise ValidationError("Day must be today or in the past")
        return day


def as_they_stood_page(admin: LogAdmin, request: HttpRequest) -> HttpResponse:
    """For the department, which sees all logs then and now."""
    user: Any = request.user
    if not may_look_back(user):
        raise PermissionDenied
    query = filters_of(request.GET)
    form = DayForm(request.GET if asked_for_day(request.GET) else None)
    kind = admin.model.kind
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": f"{kind.words.title} as they stood on a day",
        "form": form,
        "filters": list(query.lists()),
        "list_url": model_url(admin.model, query=query),
    }
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["day"]
        with as_of(end_of_day(day)):
            logs = listed_logs(kind, user, query.urlencode())
            total = logs.order_by()[: MOST_COUNTED + 1].count()
            page = Paginator(range(min(total, MOST_COUNTED)), PER_PAGE).get_page(whole_number(request.GET.get(PAGE)))
            first = max(page.start_index() - 1, 0)
            shown = list(logs.filter(pk__in=list(logs.values_list("pk", flat=True)[first : first + PER_PAGE])))
            add_names(names_of(request), shown)
        kept = admin.model.objects.visible_to(user).filter(pk__in=[log.pk for log in shown])
        there = set(kept.values_list("pk", flat=True))
        query[DAY] = day.isoformat()
        context |= {
            "day": day_in_words(day),
            "rows": [_row(log, day, there=log.pk in there) for log in shown],
            "total": total if total <= MOST_COUNTED else None,
            "most": MOST_COUNTED,
            "page": page,
            "query": query.urlencode(),
            "download_url": model_url(admin.model, "download", query=query),
        }
    return TemplateResponse(request, "logs/as_they_stood.html", context)


def filters_of(sent: QueryDict) -> QueryDict:
    """What the list is filtered by."""
    query = sent.copy()
    for name in [name for name in query if name in (PAGE, DAY) or name.startswith(f"{DAY}-")]:
        del query[name]
    return query


def asked_for_day(sent: QueryDict) -> bool:
    """Whether a day was sent, whole or in three parts."""
    return any(name == DAY or name.startswith(f"{DAY}-") for name in sent)


def _row(log: Log, day: date, *, there: bool) -> dict[str, Any]:
    """A log of the list, with the way to what it was; of one that has been deleted since, the list says so."""
    status = LogStatus(log.status)
    return {
        "text": f"Log {log.pk}" if there else f"Log {log.pk}, deleted since",
        "href": record_url(log, "as_it_stood", query={DAY: day.isoformat()}),
        "status": status.label,
        "colour": TAGS[status],
        "cells": [
            short_day(log.date) if log.date else "Not given",
            log.owner_name or "Not given",
            log.manager_name or "Not given",
        ],
    }
