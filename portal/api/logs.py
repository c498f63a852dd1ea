"""End points about logs: add, read, list, change, delete and check one; batches of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ninja import Router

from django.http import HttpRequest, HttpResponse

from orgs.api_keys.models import Scope
from portal.api import change, keeping, reads
from portal.api.answering import answer
from portal.api.calls import MOST_BYTES, Collection, call_of, collection, json_body, json_object, with_scope
from portal.api.deliver import Came, Delivery, Result, address_of, etag_of, require_creation
from portal.api.items import Item, read_item
from portal.api.limits import count_logs
from portal.api.once import once, one_at_a_time
from portal.api.problems import ProblemError
from portal.api.verdicts import result_json

MOST_LOGS = 500
router = Router()
READ, VALIDATE, WRITE = (with_scope(scope) for scope in (Scope.READ, Scope.VALIDATE, Scope.WRITE))


@router.get("/{log_type}/{int:year}/logs", auth=READ, url_name="logs")
def list_logs(request: HttpRequest, log_type: str, year: int) -> HttpResponse:
    """A page of the logs of a year."""
    return answer(reads.list_logs(call_of(request), collection(log_type, year)))


@router.post("/{log_type}/{int:year}/logs", auth=WRITE, url_name="logs")
def create_log(request: HttpRequest, log_type: str, year: int) -> HttpResponse:
    """Add one log."""
    call, place = call_of(request), collection(log_type, year)
    body, raw = json_body(request)
    item = read_item(raw)

    def work() -> HttpResponse:
        require_creation(call, place)
        one_at_a_time(call, log_type)
        (result,) = Delivery(call, place, [item]).write()
        return _one(result, place)

    count_logs(call.user.organisation_id, 1)
    return once(call, body, work)


def _one(result: Result, place: Collection) -> HttpResponse:
    found = result_json(result, place.program)
    if result.came is Came.REFUSED:
        known = {name: found[name] for name in ("id", "etag") if name in found}
        more = {name: found[name] for name in ("missing", "warnings") if name in found}
        raise ProblemError("refused", "The log was not stored", errors=found["errors"], **known, **more)
    headers = {"ETag": etag_of(result.stored), "Location": address_of(result.stored, place.year)}
    return answer(found, 201 if result.came is Came.CREATED else 200, headers)


@router.post("/{log_type}/{int:year}/logs/validate", auth=VALIDATE, url_name="validate_log")
def validate_log(request: HttpRequest, log_type: str, year: int) -> HttpResponse:
    """The verdict on one log; nothing is stored."""
    call, place = call_of(request), collection(log_type, year)
    _, raw = json_body(request)
    count_logs(call.user.organisation_id, 1)
    (result,) = Delivery(call, place, [read_item(raw)]).judge()
    return answer(result_json(result, place.program))


@router.get("/{log_type}/{int:year}/logs/{int:log_id}", auth=READ, url_name="log")
def read_log(request: HttpRequest, log_type: str, year: int, log_id: int) -> HttpResponse:
    """One log with its answers."""
    call, place = call_of(request), collection(log_type, year)
    reads.query_of(request, ())
    log = reads.get_log(call, place, log_id)
    reads.note_reading(call, log_type, [log.pk], {})
    known = reads.references_of(call, place, [log.pk])
    answers = {name: value for name, value in log.typed_answers().items() if value is not None}
    body = {**reads.log_json(call, place, log, known), "answers": answers}
    return answer(body, headers={"ETag": etag_of(log)})


@router.patch("/{log_type}/{int:year}/logs/{int:log_id}", auth=WRITE, url_name="log")
def change_log(request: HttpRequest, log_type: str, year: int, log_id: int) -> HttpResponse:
    """Change the answers that are sent; null takes one away."""
    call, place = call_of(request), collection(log_type, year)
    body, raw = json_body(request)
    json_object(raw, {"answers": dict, "agreed_to_clear": list}, ("answers",))
    item = read_item(raw)
    seen = change.if_match(call)
    count_logs(call.user.organisation_id, 1)
    return once(call, body, lambda: change.change(call, place, log_id, item, seen))


@router.delete("/{log_type}/{int:year}/logs/{int:log_id}", auth=WRITE, url_name="log")
def delete_log(request: HttpRequest, log_type: str, year: int, log_id: int) -> HttpResponse:
    """Delete a log."""
    call, place = call_of(request), collection(log_type, year)
    seen = change.if_match(call)
    return once(call, b"", lambda: change.delete(call, place, log_id, seen))


@router.post("/{log_type}/{int:year}/batches", auth=WRITE, url_name="batches")
def send_batch(request: HttpRequest, log_type: str, year: int) -> HttpResponse:
    """Add many logs, each with its own result; `keep` has those that are refused corrected in the browser."""
    call, place = call_of(request), collection(log_type, year)
    body, raw = json_body(request)
    items, keep = _batch(raw, keep=True)

    def work() -> HttpResponse:
        require_creation(call, place)
        one_at_a_time(call, log_type)
        results = Delivery(call, place, items).write()
        kept = keeping.keep(call, place, results) if keep else None
        return answer(_batch_json(results, place, kept))

    count_logs(call.user.organisation_id, len(items))
    return once(call, body, work)


@router.post("/{log_type}/{int:year}/batches/validate", auth=VALIDATE, url_name="validate_batch")
def validate_batch(request: HttpRequest, log_type: str, year: int) -> HttpResponse:
    """The verdicts on many logs; nothing is stored."""
    call, place = call_of(request), collection(log_type, year)
    _, raw = json_body(request)
    items, _ = _batch(raw, keep=False)
    count_logs(call.user.organisation_id, len(items))
    return answer(_batch_json(Delivery(call, place, items).judge(), place, None))


def _batch(raw: Any, *, keep: bool) -> tuple[list[Item], bool]:
    members: dict[str, type] = {"logs": list, "keep": bool} if keep else {"logs": list}
    given = json_object(raw, members, ("logs",))
    logs = given["logs"]
    if not 1 <= len(logs) <= MOST_LOGS:
        code = "too-large" if logs else "bad-json"
        raise ProblemError(code, f"A batch has 1 to {MOST_LOGS} logs and up to {MOST_BYTES // 1024 // 1024} MiB")
    return [read_item(one, at, f"/logs/{at}") for at, one in enumerate(logs)], bool(given.get("keep"))


def _batch_json(results: Sequence[Result], place: Collection, kept: Any) -> dict[str, Any]:
    counts: dict[str, int] = {}
    for result in results:
        counts[result.came.value] = counts.get(result.came.value, 0) + 1
    body: dict[str, Any] = {"counts": counts, "results": [result_json(one, place.program) for one in results]}
    if kept is not None:
        body["submission"] = keeping.submission_json(kept)
    return body
