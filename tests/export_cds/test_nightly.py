"""The night's run: once a day at midnight in London, made up for when it was missed, carried on when it got stuck."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django_q.models import OrmQ, Schedule

from export_cds.jobs import export_due
from export_cds.models import ExportRun, RunState
from export_cds.running.nightly import MADE_UP_FOR_AFTER, start_nightly_run
from export_cds.running.perform import PATIENCE
from export_cds.running.request import request_run
from portal.clock import Frozen, moment, now
from portal.jobs.due import CHECKS
from portal.jobs.sweep import sweep
from portal.jobs.tick import ensure_schedule, tick
from portal.jobs.work import give_up, work
from tests.export_cds.runs import tried_until

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_run_a_day_however_often_the_tick_comes(clock: Frozen) -> None:
    clock.move_to("2026-08-05 00:00")
    export_due(now())
    export_due(now())
    clock.move_by(minutes=1)
    export_due(now())
    run = ExportRun.objects.get()
    assert (run.night_of, run.kind, run.collection) == (date(2026, 8, 5), "partial", "")
    assert work("export", run.pk) == RunState.FINISHED
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
    work("export", first.pk)
    clock.move_to("2026-08-07 09:15")
    second = start_nightly_run(now())
    assert second is not None
    assert second.night_of == date(2026, 8, 7)


def test_the_night_waits_for_an_export_that_is_running(clock: Frozen) -> None:
    clock.move_to("2026-08-05 00:00")
    other = request_run(actor=None, enqueue=False)
    assert start_nightly_run(now()) is None
    work("export", other.pk)
    clock.move_by(minutes=1)
    assert start_nightly_run(now()) is not None


def test_the_queue_is_only_a_trigger(clock: Frozen) -> None:
    """The task carries the id alone; delivered a second time it does nothing."""
    clock.move_to("2026-08-05 00:00")
    run = start_nightly_run(now())
    assert run is not None
    [queued] = OrmQ.objects.all()
    assert queued.key == "export"
    assert queued.task["func"] == "portal.jobs.work.work"
    assert queued.task["args"] == ("export", run.pk)
    assert work("export", run.pk) == RunState.FINISHED
    assert work("export", run.pk) == "The export run has ended."


def test_a_store_that_is_away_for_hours_costs_hours_not_the_night(
    clock: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.move_to("2026-08-05 00:00")
    run = start_nightly_run(now())
    assert run is not None

    def away(*args: Any) -> None:
        raise OSError("no answer")

    with monkeypatch.context() as patched:
        patched.setattr("export_cds.running.perform.build_archives", away)
        assert tried_until(run, clock, moment("2026-08-05 05:00")) > 20
    assert (run.state, run.attempts > 20) == (RunState.BUILDING, True)
    sweep(now())
    assert work("export", run.pk) == RunState.FINISHED
    run.refresh_from_db()
    assert (run.error, run.night_of) == ("", date(2026, 8, 5))


def test_a_night_that_was_given_up_is_made_up_for(clock: Frozen) -> None:
    clock.move_to("2026-08-05 00:00")
    run = start_nightly_run(now())
    assert run is not None
    clock.move_to("2026-08-05 09:00")
    give_up(run, "the department moves its store")
    assert start_nightly_run(now()) is None, "not before whoever gave it up could mend something"
    clock.move_by(seconds=MADE_UP_FOR_AFTER.total_seconds())
    again = start_nightly_run(now())
    assert again is not None
    assert again.night_of == date(2026, 8, 5)
    assert start_nightly_run(now()) is None
    work("export", again.pk)
    assert start_nightly_run(now()) is None


def test_patience_ends_before_the_next_night(clock: Frozen) -> None:
    clock.move_to("2026-08-05 00:00")
    run = request_run(actor=None, enqueue=False)
    run.attempts = 90
    assert not PATIENCE.is_over(run, now() + timedelta(hours=22))
    assert PATIENCE.is_over(run, now() + timedelta(hours=23))


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
