"""Idempotency-Key: a request is carried out once, and what it answered is given again to whoever repeats it.

The answer is written in the transaction of the work itself: either both are there or neither is, whenever a worker
dies. While one is at work it holds a lock of the database, which ends with its connection.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse

from portal.api.calls import Call
from portal.api.models import GivenAnswer
from portal.api.problems import ProblemError
from portal.clock import now
from portal.logs.uploads.accepting.meanwhile import take_turn
from portal.retrying import retried

KEPT = timedelta(days=7)
LONGEST_NAME = 255
_NAME = re.compile("[!-~]+")
REPLAYED = "Idempotency-Replayed"
WAIT_FOR_OTHERS = "20s"
"""How long a delivery waits for others of the same organisation; the requests of one system come one by one."""
_REPLAYED_HEADERS = ("ETag", "Location", "Content-Type", "Retry-After")
MOST_AT_ONCE = 1_000


def once(call: Call, body: bytes, work: Callable[[], HttpResponse]) -> HttpResponse:
    """Carry the request out, or give the answer that it got before."""
    name = _name(call.request)
    fingerprint = _fingerprint(call.request, body)
    return _once(call, name, fingerprint, work)


@retried
def _once(call: Call, name: str, fingerprint: str, work: Callable[[], HttpResponse]) -> HttpResponse:
    with transaction.atomic():
        if not _alone(f"{call.caller.key}:{name}"):
            raise ProblemError("still-running", "Send it again in a moment to get its answer")
        known = GivenAnswer.objects.filter(key=call.caller.key, name=name).first()
        if known is not None and now() - known.created_at <= KEPT:
            return _again(known, fingerprint)
        response = work()
        values = {
            "request_hash": fingerprint,
            "status": response.status_code,
            "headers": {name: response[name] for name in _REPLAYED_HEADERS if name in response.headers},
            "body": response.content.decode(),
            "created_at": now(),
        }
        GivenAnswer.objects.update_or_create(key_id=call.caller.key, name=name, defaults=values)
        return response


def _name(request: HttpRequest) -> str:
    name = request.headers.get("Idempotency-Key", "")
    if not name:
        raise ProblemError("idempotency-key-missing", "Send a new random value with each new request that writes")
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        raise ProblemError(
            "bad-request", f"Idempotency-Key has up to {LONGEST_NAME} printable ASCII characters, without spaces"
        )
    return name


def _fingerprint(request: HttpRequest, body: bytes) -> str:
    head = "\n".join((str(request.method), request.get_full_path(), request.headers.get("If-Match", "")))
    return hashlib.sha256(head.encode() + b"\n\n" + body).hexdigest()


def _alone(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 1))", [name])
        return bool(cursor.fetchone()[0])


def _again(known: GivenAnswer, fingerprint: str) -> HttpResponse:
    if known.request_hash != fingerprint:
        raise ProblemError("idempotency-key-reused", "Use a new Idempotency-Key for a new request")
    response = HttpResponse(known.body, status=known.status)
    for name, value in known.headers.items():
        response[name] = value
    response[REPLAYED] = "true"
    return response


def one_at_a_time(call: Call, log_type: str) -> None:
    """Deliveries of one organisation are taken one after the other, so that none creates what another just created."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT_FOR_OTHERS])
            take_turn(log_type, [call.user.organisation_id])
            cursor.execute("SELECT set_config('lock_timeout', '0', true)")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) == "55P03":
            raise ProblemError("busy", "Send one batch after the other") from None
        raise


def forget(at: datetime) -> None:
    """Answers are given again for a week."""
    old = GivenAnswer.objects.filter(created_at__lt=at - KEPT).order_by("created_at")[:MOST_AT_ONCE]
    GivenAnswer.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
