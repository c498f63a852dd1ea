"""Runs that lose their worker go on under the same names with the same bytes; late workers cannot write."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from django.db import connection

from export_cds.archives import writer
from export_cds.models import Export, ExportRun, ExportState, RunState
from export_cds.models.run import OPEN_STATES, TRANSITIONS
from export_cds.running import build, deliver
from export_cds.running import perform as performing
from export_cds.running.request import request_run
from lettings.models import LettingsLog
from portal.clock import Frozen
from portal.jobs.claim import Claim, LostClaim, NotClaimed, claimed, worker_is_alive
from portal.jobs.models import check_transition
from portal.jobs.work import CannotGiveUp, give_up
from tests.export_cds.documents import make_letting, make_sale
from tests.export_cds.runs import entries, export, export_lettings, files, manifest_rows, records
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 09:30")]

FIRST = "core_2026_2027_apr_mar_f0001_inc0001"


class Crash(BaseException):
    """The worker is gone: nothing is caught, nothing is written down."""


def crash(*args: Any, **options: Any) -> None:
    raise Crash


def started(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, **wanted: Any) -> ExportRun:
    """A run whose worker died when it came to this function."""
    run = request_run(actor=None, enqueue=False, **wanted)
    with monkeypatch.context() as patched:
        patched.setattr(module, name, crash)
        with pytest.raises(Crash):
            performing.perform(run.pk)
    run.refresh_from_db()
    return run


LETTINGS: dict[str, Any] = {"collection": "lettings", "year": 2026}


@pytest.mark.parametrize(
    ("module", "name", "state"),
    [
        (performing, "plan", RunState.BUILDING),
        (build, "_save_built", RunState.BUILDING),
        (performing, "deliver_archives", RunState.DELIVERING),
        (deliver, "put", RunState.DELIVERING),
        (performing, "deliver_master_manifest", RunState.PUBLISHING),
        (performing, "_finish", RunState.PUBLISHING),
    ],
)
def test_wherever_a_run_stops_it_goes_on_and_sends_everything_once(
    store: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str, state: RunState
) -> None:
    log = make_letting()
    run = started(monkeypatch, module, name, **LETTINGS)
    assert (run.state, run.attempts) == (state, 0)
    assert not Export.objects.filter(listed=True).exists()
    resumed = performing.perform(run.pk)
    assert resumed.state == RunState.FINISHED
    assert files(store) == ["Manifest_2026_08_05_0001.csv", f"{FIRST}.zip"]
    assert [record["log_id"] for record in records(store, FIRST)] == [str(log.pk)]
    assert export_lettings().exports.get().empty_export


def test_what_was_delivered_before_the_crash_stays_byte_for_byte(
    store: Path, monkeypatch: pytest.MonkeyPatch, clock: Frozen
) -> None:
    clock.move_to("2026-08-05 23:59")
    log = make_letting(created_by=UserFactory())
    make_sale()
    run = request_run(actor=None, enqueue=False)
    put = deliver.put

    def put_two(*args: Any) -> None:
        if len(files(store)) == 2:
            raise Crash
        put(*args)

    with monkeypatch.context() as patched:
        patched.setattr(deliver, "put", put_two)
        with pytest.raises(Crash):
            performing.perform(run.pk)
    delivered = {name: (store / name).read_bytes() for name in files(store)}
    assert len(delivered) == 2
    log.answers["beds"] = 5
    log.save()
    clock.move_to("2026-08-06 00:10")
    performing.perform(run.pk)
    assert {name: (store / name).read_bytes() for name in delivered} == delivered
    assert records(store, FIRST)[0]["beds"] == "3", "built before the change, delivered as it was built"
    run.refresh_from_db()
    assert run.manifest_name == "Manifest_2026_08_05_0001.csv", "the name is of one moment"
    assert [row[1][:10] for row in manifest_rows(store, run)].count("2026-08-05") == 2
    export_lettings()
    assert records(store, "core_2026_2027_apr_mar_f0001_inc0002")[0]["beds"] == "5"


def test_an_archive_lost_with_its_machine_is_built_again_under_its_name(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_letting()
    run = started(monkeypatch, performing, "deliver_archives", **LETTINGS)
    before = (build.work_folder(run) / f"{FIRST}.zip").read_bytes()
    build.clear_work_folder(run)
    performing.perform(run.pk)
    assert (store / f"{FIRST}.zip").read_bytes() == before, "the same records make the same bytes"


def test_a_damaged_archive_is_not_delivered(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_letting()
    run = started(monkeypatch, performing, "deliver_archives", **LETTINGS)
    path = build.work_folder(run) / f"{FIRST}.zip"
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    performing.perform(run.pk)
    assert entries(store, FIRST)


def test_a_run_is_worked_on_by_one_worker_at_a_time() -> None:
    run = request_run(actor=None, enqueue=False)
    assert not worker_is_alive(run)
    with claimed(ExportRun, run.pk):
        assert worker_is_alive(run)
        with pytest.raises(NotClaimed):
            performing.perform(run.pk)
    assert not worker_is_alive(run)


def test_a_run_that_has_ended_is_not_taken_again() -> None:
    run = export_lettings()
    with pytest.raises(NotClaimed):
        performing.perform(run.pk)


def test_a_late_worker_cannot_write() -> None:
    """Its connection was cut, so that the lock was free for another; its token is old."""
    run = request_run(actor=None, enqueue=False)
    with claimed(ExportRun, run.pk) as claim:
        ExportRun.objects.filter(pk=run.pk).update(token=99)
        with pytest.raises(LostClaim):
            claim.advance(RunState.BUILDING)
    run.refresh_from_db()
    assert run.state == RunState.QUEUED


def test_a_late_worker_is_stopped_in_the_middle_of_an_upload(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_letting()
    run = request_run(actor=None, enqueue=False, **LETTINGS)
    monkeypatch.setattr("portal.jobs.claim.BEAT_SECONDS", 0.0)
    read = deliver.ClaimedFile.read

    def taken_over_while_reading(file: deliver.ClaimedFile, size: int = -1) -> bytes:
        ExportRun.objects.filter(pk=run.pk).update(token=99)
        return read(file, size)

    with monkeypatch.context() as patched:
        patched.setattr(deliver.ClaimedFile, "read", taken_over_while_reading)
        with pytest.raises(LostClaim):
            performing.perform(run.pk)
    assert files(store) == []
    run.refresh_from_db()
    assert (run.state, run.error) == (RunState.DELIVERING, "")


def test_a_late_worker_cannot_finish(monkeypatch: pytest.MonkeyPatch) -> None:
    make_letting()
    run = request_run(actor=None, enqueue=False, **LETTINGS)
    finish = performing._finish

    def taken_over(claim: Claim) -> None:
        ExportRun.objects.filter(pk=run.pk).update(token=99)
        finish(claim)

    monkeypatch.setattr(performing, "_finish", taken_over)
    with pytest.raises(LostClaim):
        performing.perform(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.PUBLISHING
    assert not Export.objects.filter(listed=True).exists()


def test_once_the_master_manifest_may_have_arrived_there_is_no_giving_up(
    clock: Frozen, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_letting()
    run = started(monkeypatch, performing, "deliver_master_manifest", **LETTINGS)

    def refuse(*args: Any) -> None:
        raise OSError("no answer")

    with monkeypatch.context() as patched:
        patched.setattr(deliver, "put", refuse)
        for _ in range(6):
            clock.move_by(hours=8)
            with pytest.raises(deliver.DeliveryFailed):
                performing.perform(run.pk)
    with pytest.raises(CannotGiveUp):
        give_up(run, "enough")
    assert performing.perform(run.pk).state == RunState.FINISHED


def test_states_only_go_where_they_may() -> None:
    assert set(TRANSITIONS) == set(RunState)
    for before, after in TRANSITIONS.items():
        assert bool(after) == (before in OPEN_STATES)
    with pytest.raises(ValueError, match="Export run cannot go from finished to building"):
        check_transition(ExportRun(state=RunState.FINISHED), RunState.BUILDING)


def test_an_archive_that_reads_back_differently_stops_the_run(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_letting()
    with monkeypatch.context() as patched:
        patched.setattr(writer, "_compress", _lose_a_record)
        with pytest.raises(writer.ArchiveMismatch):
            export_lettings()
    assert files(store) == []
    assert ExportRun.objects.get().state == RunState.BUILDING
    assert Export.objects.get().state == ExportState.PLANNED


def _lose_a_record(part: Any, text: str) -> None:
    part.write(text.replace("<form>", "<lost>", 1).encode())


@pytest.mark.parametrize("size", [1, 3, 9, 64])
def test_counting_does_not_depend_on_where_blocks_end(size: int) -> None:
    text = ("  <form>\n    <a>&lt;form></a>\n  </form>\n" * 7).encode()
    blocks = (text[at : at + size] for at in range(0, len(text), size))
    assert writer.count_records(blocks) == 7


def test_logs_are_read_from_one_snapshot(store: Path) -> None:
    make_letting()
    with build.one_snapshot():
        assert LettingsLog.objects.count() == 1
        _elsewhere(lambda: make_letting())
        assert LettingsLog.objects.count() == 1
    assert LettingsLog.objects.count() == 2
    export()


def _elsewhere(action: Callable[[], Any]) -> None:
    """Run in a thread, which has a connection of its own."""

    def run() -> None:
        try:
            action()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
