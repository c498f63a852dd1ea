"""The night's run: once a day at midnight in London, made up for when it was missed, carried on when it got stuck."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django_q.models import OrmQ, Schedule

from export_cds.jobs import export_due, run_export
from export_cds.models import ExportRun, RunState
from export_cds.running.fence import claimed
from export_cds.running.nightly import WAKE_AGAIN_AFTER, start_nightly_run, wake_stuck_run
from export_cds.running.request import request_run
from portal.clock import Frozen, now
from portal.jobs.due import CHECKS
from portal.jobs.tick import ensure_schedule, tick

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_run_a_day_however_often_the_tick_comes(clock: Frozen) -> None:
    clock.move_to("2026-08-05 00:00")
    export_due(now())
    export_due(now())
    clock.move_by(minutes=1)
    export_due(now())
    run = ExportRun.objects.get()
    assert (run.night_of, run.kind, run.collection) == (date(2026, 8, 5), "partial", "")
    assert run_export(run.pk) == RunState.FINISHED
    clock.move_to("2026-08-05 23:59")
    export_due(now())
    assert ExportRun.objects.count() == 1
    clock.move_to("2026-08-06 00:00")
    export_due(now())
    assert ExportRun.objects.count() == 2


def test_midnight_is_londons(clock: Frozen) -> None:
    """In summer the night begins at 23:00 of the day before by universal time."""
    clock.move_to("2026-08-05T22:59:00+00:00")
    assert start_nightly_run(now()) is None
    clock.move_to("2026-08-05T23:00:00+00:00")
    run = start_nightly_run(now())
    assert run is not None
    assert run.night_of == date(2026, 8, 6)


def test_a_new_portal_waits_for_its_first_midnight(clock: Frozen) -> None:
    clock.move_to("2026-08-05 14:00")
    assert start_nightly_run(now()) is None


def test_a_night_that_was_slept_through_is_made_up_for(clock: Frozen) -> None:
    clock.move_to("2026-08-05 00:00")
    first = start_nightly_run(now())
    assert first is not None
    run_export(first.pk)
    clock.move_to("2026-08-07 09:15")
    second = start_nightly_run(now())
    assert second is not None
    assert second.night_of == date(2026, 8, 7)


def test_the_night_waits_for_an_export_that_is_running(clock: Frozen) -> None:
    clock.move_to("2026-08-05 00:00")
    other = request_run(actor=None, enqueue=False)
    assert start_nightly_run(now()) is None
    run_export(other.pk)
    clock.move_by(minutes=1)
    assert start_nightly_run(now()) is not None


def test_the_queue_is_only_a_trigger(clock: Frozen) -> None:
    """The task carries the id alone; delivered a second time it does nothing."""
    clock.move_to("2026-08-05 00:00")
    run = start_nightly_run(now())
    assert run is not None
    [queued] = OrmQ.objects.all()
    assert queued.task["func"] == "export_cds.jobs.run_export"
    assert queued.task["args"] == (run.pk,)
    assert run_export(run.pk) == RunState.FINISHED
    assert run_export(run.pk) == "The run has ended."


def test_a_run_whose_worker_died_is_woken(clock: Frozen) -> None:
    clock.move_to("2026-08-05 00:00")
    run = request_run(actor=None, enqueue=False)
    assert wake_stuck_run(now()) is None, "it has just been asked for"
    clock.move_by(minutes=3)
    with claimed(run.pk):
        assert wake_stuck_run(now()) is None, "a worker is on it"
    clock.move_by(minutes=3)
    assert wake_stuck_run(now()) == run
    assert wake_stuck_run(now()) is None, "it has just been woken"
    clock.move_by(seconds=WAKE_AGAIN_AFTER.total_seconds())
    assert wake_stuck_run(now()) == run
    assert OrmQ.objects.count() == 2


def test_a_run_that_failed_is_tried_again_when_its_pause_is_over(
    clock: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.move_to("2026-08-05 09:00")
    run = request_run(actor=None, enqueue=False)

    def fail(*args: Any) -> None:
        raise OSError("no room")

    with monkeypatch.context() as patched:
        patched.setattr("export_cds.running.perform.build_archives", fail)
        with pytest.raises(OSError, match="no room"):
            run_export(run.pk)
    run.refresh_from_db()
    assert (run.error, run.retry_at) == ("OSError: no room", now() + timedelta(minutes=1))
    assert wake_stuck_run(now()) is None
    clock.move_by(minutes=1)
    assert wake_stuck_run(now()) == run
    assert run_export(run.pk) == RunState.FINISHED
    run.refresh_from_db()
    assert run.error == ""


def test_the_tick_is_scheduled_once_and_asks_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_schedule()
    ensure_schedule()
    scheduled = Schedule.objects.get(name="tick")
    assert (scheduled.func, scheduled.schedule_type, scheduled.minutes) == ("portal.jobs.tick.tick", "I", 1)
    assert export_due in CHECKS
    asked: list[str] = []

    def broken(at: object) -> None:
        asked.append("broken")
        raise RuntimeError("the table is gone")

    monkeypatch.setattr("portal.jobs.tick.CHECKS", [broken, lambda at: asked.append("other")])
    with pytest.raises(ExceptionGroup) as failure:
        tick()
    assert asked == ["broken", "other"]
    assert isinstance(failure.value.exceptions[0], RuntimeError)
