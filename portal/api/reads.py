"""Reading logs: one, or a list; which logs a key was given is kept before they leave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from portal.api.calls import Call, Collection
from portal.api.cursors import cursor_of, number_in, place_of
from portal.api.deliver import etag_of, space_of
from portal.api.models import LogsRead
from portal.api.problems import ProblemError
from portal.api.verdicts import STATUS_WORDS, status_of
from portal.logs.status import LogStatus
from portal.logs.uploads.models import ExternalReference

if TYPE_CHECKING:
    from portal.logs.models import Log


_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
LARGEST_ID = 2**63 - 1
MOST = 200
USUAL = 50
CODE_OF_STATUS = {word: code for code, word in STATUS_WORDS.items() if code != LogStatus.DELETED}
FILTERS = (
    *("cursor", "limit", "status", "owner", "manager", "organisation", "assigned_to"),
    *("from", "until", "changed_since", "external_reference"),
)
"""Those of the lists, under their names; besides them the part that the kind of log is told apart by."""


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
    query = query_of(call.request, (*FILTERS, place.kind.part_field))
    limit = number_in(query.get("limit", str(USUAL)), "limit", least=1, most=MOST)
    logs = _filtered(call, place, query)
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


def query_of(request: HttpRequest, known: tuple[str, ...]) -> dict[str, str]:
    """The parameters of an address; one that means nothing here is told instead of ignored."""
    for name, values in request.GET.lists():
        if name not in known:
            raise ProblemError("bad-request", f"“{name[:50]}” is no parameter of this address", parameter=name[:50])
        if len(values) > 1:
            raise ProblemError("bad-request", f"“{name}” stands twice", parameter=name)
    return {name: value for name, value in request.GET.items() if isinstance(value, str)}


def _filtered(call: Call, place: Collection, query: Mapping[str, str]) -> QuerySet[Any]:
    logs: QuerySet[Any] = call.logs(place.kind).filter(collection_year=place.year)
    if "status" in query:
        if query["status"] not in CODE_OF_STATUS:
            raise ProblemError("bad-request", f"“status” is one of {', '.join(CODE_OF_STATUS)}", parameter="status")
        logs = logs.filter(**{"pending_status" if call.is_test else "status": CODE_OF_STATUS[query["status"]]})
    for name, column in (("owner", "owning_organisation"), ("manager", "managing_organisation"), ("assigned_to",) * 2):
        if name in query:
            logs = logs.filter(**{f"{column}_id": number_in(query[name], name, least=1, most=LARGEST_ID)})
    if "organisation" in query:
        either = number_in(query["organisation"], "organisation", least=1, most=LARGEST_ID)
        logs = logs.filter(Q(owning_organisation=either) | Q(managing_organisation=either))
    if place.kind.part_field in query:
        name = place.kind.part_field
        logs = logs.filter(**{name: number_in(query[name], name, least=0, most=99)})
    for name, lookup in (("from", "date__gte"), ("until", "date__lte")):
        if name in query:
            logs = logs.filter(**{lookup: _day(query[name], name)})
    if "changed_since" in query:
        logs = logs.filter(updated_at__gte=_moment(query["changed_since"]))
    if "external_reference" in query:
        known = ExternalReference.objects.filter(
            organisation=call.user.organisation_id,
            log_type=space_of(call, place.kind.log_type),
            reference=query["external_reference"].replace("\x00", ""),
        )
        logs = logs.filter(Q(pk__in=known.values("log_id")))
    return logs


def _day(text: str, name: str) -> date:
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise ProblemError("bad-request", f"“{name}” is a day, such as 2026-05-01", parameter=name) from None


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is not None and found.year > 1:
            return found
    except ValueError:
        pass
    text = "“changed_since” is a moment with its offset, such as 2026-05-01T09:00:00+01:00"
    raise ProblemError("bad-request", text, parameter="changed_since")
