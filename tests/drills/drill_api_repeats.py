"""The same batch sent by many at once, and again after kills: is any log created twice, or lost?"""

from __future__ import annotations

import argparse
import itertools
import json
import logging
import random
import subprocess
import sys
import threading
import time
from collections import Counter

from django.db import connection
from django.test.utils import override_settings

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.clock import now, today
from portal.windows.dates import collection_year
from tests.drills.scene import build, kill_after, side_by_side, start_python, wait_for
from tests.portal.api.calling import System, complete

SEND = """
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"] = arguments[0]
settings.ALLOWED_HOSTS = ["*"]
from django.test import Client
from portal.clock import frozen
clock = frozen(arguments[4])
clock.__enter__()
from tests.drills.drill_api_repeats import batch
body = batch(*arguments[2])
answer = Client().post(arguments[1], body, content_type="application/json", headers=arguments[3])
sys.exit(0 if answer.status_code == 200 else 1)
"""
"""Sends one batch from a process of its own, which can be killed."""
IN_HAND = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND xact_start IS NOT NULL
        AND pid <> pg_backend_pid()
"""


def main() -> int:
    """Print what was found; exit code 1 when there are more or fewer logs than were sent."""
    parser = argparse.ArgumentParser(prog="script/drill api_repeats")
    parser.add_argument("--count", type=int, default=50, help="senders of the same batch, all at once")
    parser.add_argument("--logs", type=int, default=500, help="logs in the batch")
    parser.add_argument("--kills", type=int, default=10)
    wanted = parser.parse_args(sys.argv[1:])
    logging.disable(logging.ERROR)
    build(0)
    load_shipped_areas()
    with override_settings(ALLOWED_HOSTS=["*"], API_LIMITS={"requests": 10**6, "logs": 10**9}):
        return max(_together(wanted.count, wanted.logs), _killed(wanted.kills, wanted.logs))


def batch(name: str, count: int, year: int) -> str:
    """So many logs, each with a name of its own."""
    logs = [
        {
            "external_reference": f"{name}-{number}",
            "answers": complete(tenancycode=f"{name}-{number}", startdate=f"{year}-05-01"),
        }
        for number in range(count)
    ]
    return json.dumps({"logs": logs})


def send_together(system: System, year: int, senders: int, logs: int) -> Counter[str]:
    """Send the same logs so often at once, each as a request of its own; what came of them all."""
    came: Counter[str] = Counter()
    body, counting = batch("together", logs, year), threading.Lock()

    def send(_number: int) -> None:
        for _attempt in itertools.count():
            answer = system.post(f"lettings/{year}/batches", body)
            if answer.status_code != 503:
                break  # 503: others of the organisation took too long, and the system sends it again
        with counting:
            came.update(answer.json().get("counts", {f"status {answer.status_code}": 1}))

    problems = side_by_side(senders, send)
    came.update(type(problem).__name__ for problem in problems)
    return came


def _together(senders: int, logs: int) -> int:
    system, year, began = System(), collection_year(today()), time.monotonic()
    came = send_together(system, year, senders, logs)
    there = LettingsLog.objects.filter(owning_organisation=system.organisation).count()
    print(f"the same {logs} logs by {senders} at once   {dict(came)} in {time.monotonic() - began:.0f} s")
    print(f"logs there                     {there:>6} (bar: {logs})")
    return 0 if there == logs and came == {"created": logs, "unchanged": (senders - 1) * logs} else 1


def start_sending(system: System, year: int, name: str, logs: int) -> subprocess.Popen[bytes]:
    """A worker that carries out the batch of this name under an Idempotency-Key of this name, in a process of its own."""
    headers = {"authorization": f"Bearer {system.text}", "idempotency-key": name}
    path = f"/api/v1/lettings/{year}/batches"
    return start_python(SEND, connection.settings_dict["NAME"], path, [name, logs, year], headers, str(now()))


def _in_hand() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(IN_HAND)
        return bool(cursor.fetchone()[0])


def _killed(kills: int, logs: int) -> int:
    system, year, done = System(), collection_year(today()), Counter[str]()
    chance = random.Random(1)
    halves = wrong = 0
    for turn in range(kills):
        name = f"killed{turn}"
        body = batch(name, logs, year)
        process = start_sending(system, year, name, logs)
        wait_for(lambda: process.poll() is not None or _in_hand())  # noqa: B023 - asked at once
        done["killed"] += kill_after(process, chance.uniform(0, 2))
        own = LettingsLog.objects.filter(owning_organisation=system.organisation, tenancycode__startswith=f"{name}-")
        halves += own.count() not in (0, logs)
        while (answer := system.post(f"lettings/{year}/batches", body, idempotency_key=name)).status_code in (409, 503):
            time.sleep(0.2)
        done["replayed" if "Idempotency-Replayed" in answer else "carried out again"] += 1
        wrong += answer.json().get("counts") != {"created": logs} or own.count() != logs
    print(f"kills in mid-batch and repeats {dict(done)}")
    print(f"half stored after a kill       {halves:>6} (bar: 0)")
    print(f"not exactly once in the end    {wrong:>6} (bar: 0)")
    return 1 if halves or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
