"""Reading logs: one, or a list; which logs a key was given is kept before they leave."""

from __future__ import annotations

from collections.abc import Collection as Names
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from portal.api.calls import Call, Collection
from portal.api.cursors import cursor_of, number_in, place_of
from portal.api.deliver import etag_of, space_of
from portal.api.filters import LARGEST_ID, narrowed, parameters
from portal.api.models import LogsRead
from portal.api.problems import ProblemError
from portal.api.verdicts import status_of
from portal.logs.uploads.models import ExternalReference

if TYPE_CHECKING:
    from portal.logs.models import Log


MOST = 200
USUAL = 50


def get_log(call: Call, place: Collection, log_id: int) -> Any:
    """One log of the year; what is out of scope is not found."""
    found = call.logs(place.kind).filter(pk=log_id, collection_year=place.year) if log_id <= LARGEST_ID else ()
    for log in found:
        return log
    raise ProblemError("not-found", "There is no such log, or none that your organisation may know of")


def log_json(call: Call, place: Collection, log: Log, references: Mapping[int, str]) -> dict[str, Any]:
    """What a list says of a log."""
    return {
        "id": log.pk,
        "external_reference": references.get(log.pk),
        "status": status_of(log),
        "date": log.date,
        "owning_organisation_id": log.owning_organisation_id,
        "managing_organisation_id": log.managing_organisation_id,
        "assigned_to_id": log.assigned_to_id,
        "etag": etag_of(log),
        "created_at": log.created_at.isoformat(),
        "changed_at": log.updated_at.isoformat(),
    }


def references_of(call: Call, place: Collection, ids: Iterable[int]) -> dict[int, str]:
    """What the caller's system calls these logs."""
    rows = ExternalReference.objects.filter(
        organisation=call.user.organisation_id,
        log_type=space_of(call, place.kind.log_type),
        log_id__in=list(ids),
    )
    return dict(rows.order_by("pk").values_list("log_id", "reference"))


def note_reading(call: Call, log_type: str, ids: Iterable[int], filters: Mapping[str, Any]) -> None:
    """Keep which key was given which logs."""
    given = list(ids)
    if given:
        LogsRead.objects.create(
            key_id=call.caller.key,
            organisation_id=call.user.organisation_id,
            log_type=log_type,
            log_ids=given,
            filters=dict(filters),
        )


def list_logs(call: Call, place: Collection) -> dict[str, Any]:
    """A page of logs, newest first; the next page begins where this one ended, whatever is written meanwhile."""
    offered = parameters(place)
    query = query_of(
        call.request,
        ("cursor", "limit", *(one.name for one in offered)),
        several=[one.name for one in offered if one.several],
    )
    limit = number_in(query.get("limit", str(USUAL)), "limit", least=1, most=MOST)
    logs = narrowed(call, place, query, call.logs(place.kind).filter(collection_year=place.year))
    if cursor := query.get("cursor"):
        logs = logs.filter(pk__lt=place_of(cursor, 1)[0])
    rows = list(logs.defer("answers").order_by("-pk")[: limit + 1])
    shown, more = rows[:limit], len(rows) > limit
    ids = [log.pk for log in shown]
    note_reading(call, place.kind.log_type, ids, query)
    references = references_of(call, place, ids)
    return {
        "logs": [log_json(call, place, log, references) for log in shown],
        "next_cursor": cursor_of(shown[-1].pk) if more else None,
    }


def query_of(request: HttpRequest, known: Names[str], several: Names[str] = ()) -> dict[str, Any]:
    """The parameters of an address; one that means nothing here is told instead of ignored."""
    found: dict[str, Any] = {}
    for name, values in request.GET.lists():
        if name not in known:
            raise ProblemError("bad-request", f"“{name[:50]}” is no parameter of this address", parameter=name[:50])
        if len(values) > 1 and name not in several:
            raise ProblemError("bad-request", f"“{name}” stands twice", parameter=name)
        found[name] = values if name in several else values[0]
    return found
