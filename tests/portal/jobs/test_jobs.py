"""Jobs: one worker at a time, followed by signs of life, taken up again after a crash, tried again, given up."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django_q.models import OrmQ

from django.db import connection, transaction
from django.test.utils import isolate_apps

from export_cds.models import ExportRun, RunState
from export_cds.running.request import request_run
from portal.clock import Frozen, now
from portal.jobs import claim as claims
from portal.jobs import registry
from portal.jobs.claim import LostClaim, NotClaimed, claimed, worker_is_alive
from portal.jobs.models import Job
from portal.jobs.progress import progress_of, support_tasks, trouble_of
from portal.jobs.registry import JobType, Patience, job_types, register_job, type_of
from portal.jobs.sweep import QUEUE_LOST_AFTER, REPORTED_AFTER, sweep
from portal.jobs.work import carry_out, hand_out, try_again_now
from tests.factories.accounts import SupportFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 09:30")]


@pytest.fixture
def run() -> ExportRun:
    return request_run(actor=None)


def fresh(run: ExportRun) -> ExportRun:
    return ExportRun.objects.get(pk=run.pk)


def waiting() -> int:
    return OrmQ.objects.count()


class Died(BaseException):
    """The worker is gone: nothing is caught, nothing is written down."""


@pytest.fixture
def does(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What a worker does for an export run, in the tests that ask for it."""

    def set_to(perform: Any, **changed: Any) -> None:
        known = {job_type.name: job_type for job_type in job_types()}
        values = {**known["export"].__dict__, "perform": perform, **changed}
        monkeypatch.setitem(registry._types, "export", JobType(**values))

    return set_to


def test_one_worker_at_a_time(run: ExportRun) -> None:
    with claimed(ExportRun, run.pk) as claim:
        assert worker_is_alive(run)
        with pytest.raises(NotClaimed), claimed(ExportRun, run.pk):
            pass
        assert claim.job.token == 1
    assert not worker_is_alive(run)


def test_two_jobs_do_not_keep_each_other_waiting(run: ExportRun) -> None:
    run.state = RunState.FINISHED
    run.save()
    other = request_run(actor=None)
    ExportRun.objects.filter(pk=other.pk).update(state=RunState.BUILDING)
    with claimed(ExportRun, other.pk):
        assert not worker_is_alive(run)


def test_a_worker_whose_connection_was_cut_is_told_at_its_next_word(run: ExportRun) -> None:
    with claimed(ExportRun, run.pk) as late:
        claims.take_lock_away(run)
        with claimed(ExportRun, run.pk) as newer:
            newer.advance(RunState.BUILDING)
            late.still_alive()
            with pytest.raises(LostClaim):
                late.progress(5)
    assert fresh(run).progress_done == 0


def test_the_last_act_counts_with_the_rest_or_not_at_all(run: ExportRun) -> None:
    ExportRun.objects.filter(pk=run.pk).update(state=RunState.PUBLISHING)
    with claimed(ExportRun, run.pk) as claim:
        with transaction.atomic():
            claim.advance_with_the_rest(RunState.FINISHED)
            transaction.set_rollback(True)
        assert fresh(run).state == RunState.PUBLISHING
        claim.job.state = RunState.PUBLISHING
        ExportRun.objects.filter(pk=run.pk).update(token=9)
        with pytest.raises(LostClaim), transaction.atomic():
            claim.advance_with_the_rest(RunState.FINISHED)
    assert fresh(run).state == RunState.PUBLISHING


def test_signs_of_life_go_on_during_a_long_transaction(run: ExportRun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "BEAT_SECONDS", 0.05)
    told = threading.Event()
    still_alive = claims.Claim.still_alive

    def tell(claim: Any) -> None:
        still_alive(claim)
        told.set()

    monkeypatch.setattr(claims.Claim, "still_alive", tell)
    with claimed(ExportRun, run.pk), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.3)")
        assert told.wait(5)


def test_a_dead_worker_is_known_within_a_minute(run: ExportRun, clock: Frozen, does: Any) -> None:
    def die(claim: Any) -> None:
        clock.move_by(seconds=5)
        claim.advance(RunState.BUILDING)
        raise Died

    does(die)
    with pytest.raises(Died):
        carry_out(ExportRun, run.pk)
    clock.move_by(minutes=1)
    sweep(now())
    assert waiting() == 2
    sweep(now())
    assert waiting() == 2, "it has just been given out again"
    assert fresh(run).lost_workers == 1


def test_a_machine_that_vanished_with_its_lock_loses_it(run: ExportRun, clock: Frozen) -> None:
    """Its connection still stands, as the server sees it; signs of life come no more."""
    with claimed(ExportRun, run.pk) as claim:
        clock.move_by(seconds=50)
        sweep(now())
        assert worker_is_alive(run)
        clock.move_by(seconds=20)
        assert "worker has stopped" in trouble_of(fresh(run), now())
        sweep(now())
        assert not worker_is_alive(run)
        assert waiting() == 2
        with claimed(ExportRun, run.pk), pytest.raises(LostClaim):
            claim.write()


def test_a_job_that_takes_workers_with_it_is_given_up(run: ExportRun, clock: Frozen, does: Any) -> None:
    def die(claim: Any) -> None:
        raise Died

    does(die, most_lost_workers=2)
    for _ in range(2):
        clock.move_by(minutes=1)
        with pytest.raises(Died):
            carry_out(ExportRun, run.pk)
        clock.move_by(minutes=1)
        sweep(now())
    assert fresh(run).state == RunState.FAILED
    assert "stopped in the middle" in fresh(run).error


def test_what_the_queue_lost_is_given_to_it_again(run: ExportRun, clock: Frozen) -> None:
    OrmQ.objects.all().delete()
    clock.move_by(minutes=1)
    sweep(now())
    assert waiting() == 0
    clock.move_by(seconds=QUEUE_LOST_AFTER.total_seconds())
    sweep(now())
    assert waiting() == 1
    assert fresh(run).lost_workers == 0


def test_failures_wait_longer_and_longer_and_end(run: ExportRun, clock: Frozen, does: Any) -> None:
    told: list[Job] = []

    def fail(claim: Any) -> None:
        raise OSError("no room")

    does(fail, patience=Patience(attempts=3), on_trouble=told.append)
    pauses = []
    for _ in range(3):
        with pytest.raises(OSError, match="no room"):
            carry_out(ExportRun, run.pk)
        failed = fresh(run)
        if failed.retry_at is not None:
            pauses.append(failed.retry_at - now())
            sweep(now())
            assert waiting() == 1, "not before its pause is over"
            clock.move_to(failed.retry_at)
    assert pauses == [timedelta(minutes=1), timedelta(minutes=2)]
    assert (failed.state, failed.error, failed.attempts) == (RunState.FAILED, "OSError: no room", 3)
    assert told == [failed]


def test_some_failures_are_not_mended_by_trying_again(run: ExportRun, does: Any) -> None:
    def refuse(claim: Any) -> None:
        raise PermissionError("not any more")

    does(refuse, final=(PermissionError,), reasons=str)
    with pytest.raises(PermissionError):
        carry_out(ExportRun, run.pk)
    assert (fresh(run).state, fresh(run).error) == (RunState.FAILED, "not any more")


def test_support_is_told_once_when_a_job_fails_for_an_hour(run: ExportRun, clock: Frozen, does: Any) -> None:
    told: list[Job] = []

    def fail(claim: Any) -> None:
        raise OSError("no room")

    does(fail, on_trouble=told.append)
    with pytest.raises(OSError, match="no room"):
        carry_out(ExportRun, run.pk)
    sweep(now())
    assert told == []
    clock.move_by(seconds=REPORTED_AFTER.total_seconds() + 1)
    sweep(now())
    sweep(now())
    assert told == [run]


def test_trying_again_now_ends_the_pause_and_does_nothing_to_what_has_ended(run: ExportRun) -> None:
    ExportRun.objects.filter(pk=run.pk).update(retry_at=now() + timedelta(hours=1))
    try_again_now(run)
    assert (fresh(run).retry_at, waiting()) == (None, 2)
    ExportRun.objects.filter(pk=run.pk).update(state=RunState.FINISHED)
    try_again_now(run)
    assert waiting() == 2


def test_a_worker_is_woken_only_when_the_row_is_there_for_it(run: ExportRun) -> None:
    with transaction.atomic():
        hand_out(run)
        assert waiting() == 1
    assert waiting() == 2


def test_pages_say_how_far_it_is_and_what_keeps_it(run: ExportRun, clock: Frozen) -> None:
    assert trouble_of(run, now()) == ""
    clock.move_by(minutes=61)
    assert "waiting for 1 hour 1 minute" in trouble_of(run, now())
    with claimed(ExportRun, run.pk) as claim:
        claim.progress(20, total=80, text="Counting")
        shown = progress_of(fresh(run), unit="records")
        assert shown is not None
        assert (shown.text, shown.done, shown.total, shown.percentage, shown.trouble) == ("Counting", 20, 80, 25, "")
        clock.move_by(minutes=20)
        claim.still_alive()
        assert "not got any further for 20 minutes" in trouble_of(fresh(run), now())
        claim.advance(RunState.FAILED, error="no room", finished_at=now())
    assert progress_of(fresh(run)) is None
    [troubled] = support_tasks()
    assert troubled.text == f"{run} was given up: no room"
    clock.move_by(hours=25)
    assert list(support_tasks()) == []


def test_home_tells_support_of_a_job_that_does_not_get_on(run: ExportRun, clock: Frozen, client: Any) -> None:
    client.force_login(SupportFactory())
    assert str(run) not in client.get("/").content.decode()
    clock.move_by(minutes=6)
    home = client.get("/").content.decode()
    assert f"{run}: It has been waiting for 6 minutes" in home
    assert f"/export_cds/exportrun/{run.pk}/change/" in home


@isolate_apps("export_cds")
def test_a_name_belongs_to_one_kind_of_job() -> None:
    assert type_of(ExportRun()).name == "export"

    class Other(ExportRun):
        class Meta:
            app_label = "export_cds"
            proxy = True

    with pytest.raises(ValueError, match="already"):
        register_job(JobType("export", Other, perform=lambda claim: None))
    with pytest.raises(LookupError):
        type_of(Other())
