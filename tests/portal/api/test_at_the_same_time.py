"""Many at once, and a worker that dies: every log exactly once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, connections

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.api.models import GivenAnswer
from tests.portal.api.calling import System, complete

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 12:00")]
BATCHES = "lettings/2026/batches"
TOGETHER, BATCH_SIZE, PARALLEL = 50, 500, 10


@pytest.fixture(autouse=True)
def _ready(settings) -> None:
    settings.API_LIMITS = {"requests": 10_000, "logs": 10**7}
    load_shipped_areas()
    cache.clear()


def batch(size: int) -> dict:
    return {
        "logs": [
            {"external_reference": f"R{number}", "answers": complete(tenancycode=f"T{number}")}
            for number in range(size)
        ]
    }


def test_fifty_batches_of_the_same_logs_create_each_once() -> None:
    """Ten connections at a time, as many as a machine serves; whoever comes too soon is told to come again."""
    system, body = System(), json.dumps(batch(BATCH_SIZE))
    counts: Counter[str] = Counter()
    lock = threading.Lock()

    def send(number: int) -> None:
        try:
            for _ in range(100):
                answer = system.post(BATCHES, body, idempotency_key=f"same-{number % 25}")
                if answer.status_code not in (409, 503):
                    break
                threading.Event().wait(0.5)
            assert answer.status_code == 200, answer.content
            with lock:
                counts.update(one["result"] for one in answer.json()["results"] if "Idempotency-Replayed" not in answer)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(send, range(TOGETHER)))
    assert LettingsLog.objects.count() == BATCH_SIZE
    assert counts["created"] == BATCH_SIZE
    assert counts.keys() <= {"created", "unchanged"}


def test_two_clients_on_one_log_one_is_told() -> None:
    first = System()
    second = System(first.organisation)
    added = first.add()
    path = f"lettings/2026/logs/{added.json()['id']}"
    together = threading.Barrier(2)
    statuses = []

    def change(system: System, code: str) -> None:
        try:
            together.wait()
            body = {"answers": {"tenancycode": code}}
            statuses.append(system.send("PATCH", path, body, if_match=added["ETag"]).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=change, args=one) for one in ((first, "A"), (second, "B"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 412]


DYING = """
import os, signal, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "settings.test"
import django
django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[1]
from portal.clock import frozen
from portal.api import once
from tests.portal.api.calling import Client
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
once.GivenAnswer.objects.update_or_create = die  # the logs are written, nothing is committed
with frozen("2026-08-05 12:00"):
    Client().generic("POST", sys.argv[2], sys.stdin.read(), content_type="application/json",
                     headers={"authorization": f"Bearer {sys.argv[3]}", "idempotency-key": "dying"})
"""


def test_a_worker_killed_in_mid_batch_leaves_nothing_and_the_repeat_stores_all() -> None:
    system, body = System(), json.dumps(batch(40))
    run = subprocess.run(
        [sys.executable, "-c", DYING, connection.settings_dict["NAME"], f"/api/v1/{BATCHES}", system.text],
        input=body.encode(),
        cwd=Path(django_settings.BASE_DIR),
        env={**os.environ, "PYTHONPATH": str(django_settings.BASE_DIR)},
        capture_output=True,
        check=False,
    )
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()[-2000:]
    assert not LettingsLog.objects.exists()
    assert not GivenAnswer.objects.exists()
    for _ in range(100):
        again = system.post(BATCHES, body, idempotency_key="dying")
        if again.status_code != 409:  # the database may take a moment to see that the connection has gone
            break
        threading.Event().wait(0.1)
    assert again.json()["counts"] == {"created": 40}
    assert LettingsLog.objects.count() == 40
