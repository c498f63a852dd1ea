"""What a key was given to read: for whoever answers for the key, and for support."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponse

from portal.api.models import LogsRead
from portal.clock import moment
from portal.logs.kinds import kind_named
from portal.parameters import whole_number
from portal.requests import SignedInRequest
from portal.theme.pages import form_page
from portal.words import counted, moment_in_words

if TYPE_CHECKING:
    from orgs.api_keys.admin import ApiKeyAdmin

ON_A_PAGE = 20


def readings_page(own: ApiKeyAdmin, request: SignedInRequest, pk: int) -> HttpResponse:
    """When it read which logs, newest first."""
    key = own.visible(request, pk)
    readings = LogsRead.objects.filter(key=key)
    page = Paginator(readings, ON_A_PAGE).get_page(whole_number(request.GET.get("page")) or 1)
    return form_page(
        request,
        title="What this key has read",
        caption=str(key),
        template="api/readings.html",
        readings=[_json(reading) for reading in page.object_list],
        page=page,
        trail=[own.opts, key.name, "What it has read"],
        links=[("Back to the key", own._url("change", key))],
    )


def _json(reading: LogsRead) -> dict[str, Any]:
    return {
        "when": moment_in_words(moment(reading.at)),
        "logs": counted(len(reading.log_ids), kind_named(reading.log_type).words.noun),
        "numbers": reading.log_ids,
        "asked": sorted(
            (name.replace("_", " "), ", ".join(value) if isinstance(value, list) else value)
            for name, value in reading.filters.items()
            if name != "cursor"
        ),
    }
