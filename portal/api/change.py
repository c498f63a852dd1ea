"""Changing and deleting one log: only with the state that was seen, and only what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from orgs.access import can
from portal.api.answering import answer
from portal.api.calls import Call, Collection
from portal.api.deliver import address_of, etag_of
from portal.api.items import Item, tell_few_unknown
from portal.api.problems import ProblemError
from portal.api.reads import get_log
from portal.api.references import REFERENCES, Available
from portal.api.verdicts import problems_json, state_json
from portal.clock import today
from portal.logs.admin.delete import may_delete
from portal.logs.contexts import Contexts
from portal.logs.locks import LogLocks
from portal.logs.record import LogChange, Recorded, delete_logs, record_many
from portal.logs.uploads.sandbox import forget_trial_logs
from portal.windows import load_windows
from portal.windows.dates import collection_year

if TYPE_CHECKING:
    from portal.logs.models import Log


def if_match(call: Call) -> str:
    """The state that the caller saw."""
    seen = call.request.headers.get("If-Match", "")
    if not seen:
        raise ProblemError("if-match-missing", "Read the log and send its ETag as If-Match")
    return seen


def change(call: Call, place: Collection, log_id: int, item: Item, seen: str) -> HttpResponse:
    """Change the answers that were sent, in the caller's transaction."""
    locks = LogLocks(place.kind)
    log = _locked(call, place, get_log(call, place, log_id), locks, item)
    if not can(call.user, "change", log):
        raise ProblemError("not-allowed", "Your organisation may see this log but not change it")
    if not load_windows().log_open_for_editing(log.date, today()):
        raise ProblemError("closed", "Logs of this collection year cannot be changed any more")
    _compare(log, seen)
    tell_few_unknown(item, place.program.known_fields)
    Available(call.user, place.kind, [item]).check(item, log)
    bad = {error.question for error in item.errors if error.question in REFERENCES}
    answers = {name: value for name, value in item.answers.items() if name not in bad}
    recorded = _record(call, LogChange(log, answers, None, item.agreed_to_clear), locks, item)
    headers = {}
    if recorded.saved and recorded.log.date and (year := collection_year(recorded.log.date)) != place.year:
        headers = {"Location": address_of(recorded.log, year)}
    body = {"id": log.pk, "etag": etag_of(recorded.log), "changed": sorted(recorded.changes), **state_json(recorded)}
    return answer(body, headers={"ETag": etag_of(recorded.log), **headers})


def _record(call: Call, wanted: LogChange, locks: LogLocks, item: Item) -> Recorded:
    program = wanted.log.program
    contexts = Contexts(wanted.log.kind, call.user)
    own = [
        {"pointer": error.at, "code": error.code, "message": error.message, "question": error.question}
        for error in item.errors
    ]
    if own:
        raise ProblemError("refused", "Nothing was changed", errors=own)
    (recorded,) = record_many([wanted], actor=call.user, contexts=contexts, locks=locks)
    if recorded.errors:
        errors = problems_json(recorded, program, "", item.answers)
        raise ProblemError("refused", "Nothing was changed", errors=errors)
    if recorded.to_clear:
        raise ProblemError(
            "would-clear",
            "Nothing was changed. Send the names in “agreed_to_clear” if these answers may go.",
            would_clear=sorted(recorded.to_clear),
        )
    return recorded


def delete(call: Call, place: Collection, log_id: int, seen: str) -> HttpResponse:
    """Delete a log, in the caller's transaction; a test log is gone without a trace, for it never was one."""
    log = _locked(call, place, get_log(call, place, log_id), LogLocks(place.kind), None)
    if not may_delete(call.user, log):
        raise ProblemError("not-allowed", "This log cannot be deleted, or its year no longer takes deletions")
    _compare(log, seen)
    if call.is_test:
        forget_trial_logs(place.kind, [log.pk])
    else:
        delete_logs(logs=[log], actor=call.user)
    return HttpResponse(status=204)


def _locked(call: Call, place: Collection, log: Log, locks: LogLocks, item: Item | None) -> Any:
    """The log as it is now, held until the end; in the order in which everybody locks."""
    locks.hold([log.raw_references(), item.answers if item else {}], [call.user.pk])
    rows = locks.logs([log.pk])
    if log.pk not in rows or not call.logs(place.kind).filter(pk=log.pk).exists():
        raise ProblemError("not-found", "There is no such log any more")
    return rows[log.pk]


def _compare(log: Log, seen: str) -> None:
    if seen != etag_of(log):
        raise ProblemError(
            "changed-meanwhile",
            "Read the log again and decide what to change",
            headers={"ETag": etag_of(log)},
            etag=etag_of(log),
        )
