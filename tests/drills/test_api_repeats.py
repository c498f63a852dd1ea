"""Batches that are sent by several at once, or again after their worker was killed, and two clients with one log."""

from __future__ import annotations

from typing import Any

import pytest

from django.db import connection

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from tests.drills.drill_api_repeats import batch, send_together, start_sending
from tests.drills.scene import side_by_side, wait_for
from tests.portal.api.calling import System

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 09:30")]
YEAR = 2026


@pytest.fixture
def system() -> System:
    load_shipped_areas()
    return System()


def test_the_same_logs_by_several_at_once_are_created_once(system: System) -> None:
    assert send_together(system, YEAR, senders=5, logs=20) == {"created": 20, "unchanged": 80}
    assert LettingsLog.objects.count() == 20


def test_a_batch_whose_worker_was_killed_is_carried_out_once(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    """It dies when all is written and nothing is committed: kept back at its last statement, which keeps the answer."""
    body = batch("killed", 20, YEAR)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "settings.test")
    beside = connection.copy()
    try:
        beside.set_autocommit(False)
        beside.cursor().execute("LOCK TABLE api_givenanswer IN SHARE MODE")
        process = start_sending(system, YEAR, "killed", 20)
        assert wait_for(waiting)
        process.kill()
        process.wait()
    finally:
        beside.close()
    assert LettingsLog.objects.count() == 0
    assert wait_for(lambda: system.post(f"lettings/{YEAR}/batches", body, idempotency_key="killed").status_code == 200)
    again = system.post(f"lettings/{YEAR}/batches", body, idempotency_key="killed")
    assert again.json()["counts"] == {"created": 20}
    assert again["Idempotency-Replayed"] == "true"
    assert LettingsLog.objects.count() == 20


def waiting() -> bool:
    """Whether the worker has come to keeping its answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'api_givenanswer'::regclass")
        return bool(cursor.fetchone()[0])


def test_of_two_clients_that_saw_the_same_state_one_is_told(system: System) -> None:
    added = system.add()
    path, seen = f"lettings/{YEAR}/logs/{added.json()['id']}", added["ETag"]
    answers: list[Any] = []

    def change(number: int) -> None:
        answers.append(system.send("PATCH", path, {"answers": {"tenancycode": f"by {number}"}}, if_match=seen))

    assert not side_by_side(2, change)
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    (saved,) = (answer for answer in answers if answer.status_code == 200)
    log = LettingsLog.objects.get()
    assert log.tenancycode in ("by 0", "by 1")
    assert saved["ETag"] == f'"{log.pk}-{log.version}"'
    assert log.history.count() == 2
