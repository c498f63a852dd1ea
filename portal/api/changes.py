"""The change feed: what changed since a cursor, without a gap and without polling back.

Each change carries the number of its transaction. Only those below the oldest transaction still running are given out,
in order of that number: whatever commits later has a number that the cursor has not passed.
"""

from __future__ import annotations

from typing import Any

from ninja import Router

from django.db import connection, transaction
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse

from orgs.access import grants_of
from orgs.access.grants import VIEW_MANAGED_LOGS, VIEW_OWNED_LOGS
from orgs.api_keys.models import Scope
from portal.api.answering import answer
from portal.api.calls import Call, Collection, call_of, collection, with_scope
from portal.api.cursors import cursor_of, number_in, place_of
from portal.api.deliver import etag_of
from portal.api.models import FeedBegun, LogEvent
from portal.api.problems import ProblemError
from portal.api.reads import query_of, references_of
from portal.api.verdicts import status_of
from portal.logs.status import LogStatus

router = Router()
MOST = 500
KINDS = {"+": "created", "~": "changed", "-": "deleted"}
_FINISHED = """
    WITH snapshot AS MATERIALIZED (SELECT pg_current_snapshot() AS taken)
    SELECT coalesce(
        (SELECT min(running::text::bigint) FROM snapshot, pg_snapshot_xip(taken) AS running WHERE NOT EXISTS (
            SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE locktype = 'transactionid' AND granted AND mode = 'ExclusiveLock' AND transactionid = running::xid
            AND datname <> current_database())),
        (SELECT pg_snapshot_xmax(taken)::text::bigint FROM snapshot))
"""
"""Transactions of another database on the same server write nothing here, so they hold nothing up: only those that are
seen to be another's are left out, since one that has just begun is not seen at all."""


@router.get("/{log_type}/{int:year}/changes", auth=with_scope(Scope.READ), url_name="changes")
def changes(request: HttpRequest, log_type: str, year: int) -> HttpResponse:
    """What changed in the logs of a year since a cursor; without one, from the beginning."""
    call = call_of(request)
    place = collection(log_type, year)
    query = query_of(request, ("cursor", "limit"))
    limit = number_in(query.get("limit", str(MOST)), "limit", least=1, most=MOST)
    begun = _begun()
    since = _since(query["cursor"], begun) if query.get("cursor") else (0, 0)
    rows = list(_events(call, place, since)[: limit + 1])
    shown = rows[:limit]
    last = (shown[-1].transaction, shown[-1].pk) if shown else since
    return answer(
        {"changes": _json(call, place, shown), "next_cursor": cursor_of(begun, *last), "more": len(rows) > limit}
    )


@transaction.atomic
def begin_anew() -> None:
    """After the database was restored: its numbers of transactions say nothing any more, nor do cursors given out before.

    All that is there has ended, so it is told first, in the order in which it was written.
    """
    LogEvent.objects.update(transaction=0)
    FeedBegun.objects.create()


def _begun() -> int:
    return FeedBegun.objects.aggregate(last=Max("pk"))["last"] or 0


def _since(cursor: str, begun: int) -> tuple[int, ...]:
    generation, *since = place_of(cursor, 3)
    if generation != begun:
        raise ProblemError("cursor-outdated", "The database was restored from a backup: read from the beginning")
    return tuple(since)


def _events(call: Call, place: Collection, since: tuple[int, ...]) -> Any:
    number, pk = since
    after = Q(transaction__gt=number) | Q(transaction=number, pk__gt=pk)
    events = LogEvent.objects.filter(
        _in_sandbox(call) if call.is_test else _theirs(call),
        after,
        Q(year=place.year) | Q(former_year=place.year),
        log_type=place.kind.log_type,
        transaction__gte=number,
        transaction__lt=_finished(),
    )
    return events.order_by("transaction", "pk")


def _in_sandbox(call: Call) -> Q:
    return Q(sandbox_id=call.user.organisation_id)


def _theirs(call: Call) -> Q:
    """Changes of logs that the caller's organisation may see, or could until then."""
    held = grants_of(call.user)
    owned, managed = held.on(VIEW_OWNED_LOGS), held.on(VIEW_MANAGED_LOGS)
    theirs = (
        Q(owner_id__in=owned)
        | Q(manager_id__in=managed)
        | Q(former_owner_id__in=owned)
        | Q(former_manager_id__in=managed)
    )
    return theirs & ~Q(status=LogStatus.PENDING)


def _finished() -> int:
    """Every transaction below has ended, so a statement that begins after this one sees all that they wrote."""
    with connection.cursor() as cursor:
        cursor.execute(_FINISHED)
        return int(cursor.fetchone()[0])


def _json(call: Call, place: Collection, events: list[LogEvent]) -> list[dict[str, Any]]:
    ids = {event.log_id for event in events}
    now = {log.pk: log for log in call.logs(place.kind).filter(pk__in=ids).defer("answers")}
    references = references_of(call, place, ids)
    return [
        {
            "log": event.log_id,
            "external_reference": references.get(event.log_id),
            "change": _kind(event, place, event.log_id in now),
            "at": event.at.isoformat(),
            "status": status_of(now[event.log_id]) if event.log_id in now else None,
            "etag": etag_of(now[event.log_id]) if event.log_id in now else None,
        }
        for event in events
    ]


def _kind(event: LogEvent, place: Collection, visible: bool) -> str:
    """A log that is not the caller's or of this year any more has moved away, unless it is gone altogether."""
    if event.kind == "-" or event.status == LogStatus.DELETED:
        return "deleted"
    left = event.former_owner_id is not None or event.former_manager_id is not None
    return "moved" if event.year != place.year or (left and not visible) else KINDS[event.kind]
