"""How long do 500 logs take through the API, and how long does checking a key?

Prints seconds of one core for judging and for creating, milliseconds for a key, and the ratio to the bare evaluation of
the same logs. `script/bench api`.
"""

from __future__ import annotations

import json
import time
from typing import Any

from django.conf import settings
from django.db import connection

from lettings.models import LettingsLog
from orgs.api_keys.authenticate import caller_of
from orgs.areas.shipped import load_shipped_areas
from portal.clock import frozen
from portal.logs.contexts import Contexts
from portal.logs.record import LogChange, merge
from portal.logs.record.verdicts import judge_in
from tests.portal.api.calling import System, complete

LOGS, KEYS, ROUNDS = 500, 1_000, 3
JUDGED_SECONDS, CREATED_SECONDS, KEY_MILLISECONDS = 0.5, 1.5, 0.3


def main() -> int:
    """Measure, print, and say with the exit code whether the bars were met."""
    settings.API_LIMITS = {"requests": 10**6, "logs": 10**9}
    settings.ALLOWED_HOSTS = ["testserver"]
    with frozen("2026-08-05 12:00"):
        return _measure()


def _measure() -> int:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE orgs_organisation, accounts_user, auth_group, portal_changemark CASCADE")
    load_shipped_areas()
    system = System()
    system.post("lettings/2026/batches", _body("warm", 5))
    judged = min(_judge(system, turn) for turn in range(ROUNDS))
    created = min(_create(system, turn) for turn in range(ROUNDS))
    bare = _bare(system)
    key = min(_key(system.text) for _ in range(KEYS)) * 1000
    trip = min(_round_trip() for _ in range(KEYS)) * 1000
    print(f"{LOGS} logs judged in {judged:.2f} s of one core ({judged / bare:.1f} times the bare evaluation)")
    print(f"{LOGS} logs created in {created:.2f} s of one core ({created / bare:.1f} times the bare evaluation)")
    print(f"a key checked in {key:.3f} ms by the clock at best ({key / trip:.1f} times a bare query)")
    met = judged <= JUDGED_SECONDS and created <= CREATED_SECONDS and key <= KEY_MILLISECONDS
    print("all bars met" if met else "NOT all bars met")
    return 0 if met else 1


def _body(name: str, count: int = LOGS) -> str:
    logs = [
        {"external_reference": f"{name}-{n}", "answers": complete(tenancycode=f"{name}-{n}", age1=str(20 + n % 60))}
        for n in range(count)
    ]
    return json.dumps({"logs": logs})


def _judge(system: System, turn: int) -> float:
    body, start = _body(f"judged{turn}"), time.process_time()
    answer = system.post("lettings/2026/batches/validate", body)
    seconds = time.process_time() - start
    _check(answer, "valid")
    return seconds


def _create(system: System, turn: int) -> float:
    body, start = _body(f"created{turn}"), time.process_time()
    answer = system.post("lettings/2026/batches", body)
    seconds = time.process_time() - start
    _check(answer, "created")
    return seconds


def _check(answer: Any, came: str) -> None:
    if answer.status_code != 200 or answer.json()["counts"] != {came: LOGS}:
        raise RuntimeError(answer.content[:2000])


def _bare(system: System) -> float:
    """The engine alone, on the same logs and with the same facts."""
    logs = json.loads(_body("bare"))["logs"]
    own = system.organisation.pk
    whose = {"owning_organisation_id": own, "managing_organisation_id": own}
    merged = [merge(LogChange(LettingsLog(), {**log["answers"], **whose})) for log in logs]
    context = Contexts(LettingsLog.kind).of_many([(each.answers, each.stored) for each in merged])
    start = time.process_time()
    for each in merged:
        judge_in(each, context)
    return time.process_time() - start


def _key(text: str) -> float:
    start = time.perf_counter()
    caller_of(text, "203.0.113.7")
    return time.perf_counter() - start


def _round_trip() -> float:
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return time.perf_counter() - start
