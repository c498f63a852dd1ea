"""What wakes up late changes nothing: the store and the token say who was first."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from django.db import connection

from export_cds import storage
from export_cds.models import Export, ExportRun, RunState, SentMarks
from export_cds.running import perform as performing
from export_cds.running.request import request_run
from lettings.models import LettingsLog
from portal.changes import mark_changed
from portal.changes.models import ChangeMark
from portal.jobs.claim import LostClaim, take_lock_away
from tests.export_cds.documents import make_letting
from tests.export_cds.runs import export_lettings, files, manifest_rows, records

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 09:30")]

FIRST = "core_2026_2027_apr_mar_f0001_inc0001"
SECOND = "core_2026_2027_apr_mar_f0001_inc0002"


class Sleeper:
    """A worker on another machine, stopped at the last instruction before its file gets its name."""

    def __init__(self, run: ExportRun, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asleep, self.wake = threading.Event(), threading.Event()
        self.outcome: list[BaseException] = []
        self._run = run
        self._link = os.link
        monkeypatch.setattr(storage.os, "link", self._first_sleeps)
        self._thread = threading.Thread(target=self._work)
        self._thread.start()
        assert self.asleep.wait(30)

    def _first_sleeps(self, *args: Any) -> None:
        if threading.current_thread() is self._thread and not self.asleep.is_set():
            self.asleep.set()
            assert self.wake.wait(30)
        self._link(*args)

    def _work(self) -> None:
        try:
            performing.perform(self._run.pk)
        except BaseException as outcome:
            self.outcome.append(outcome)
        finally:
            connection.close()

    def wake_up(self) -> None:
        self.wake.set()
        self._thread.join(30)


def taken_over(run: ExportRun, settings: Any, tmp_path: Path) -> None:
    """The connections of the sleeper are cut, another machine has the run."""
    take_lock_away(run)
    settings.EXPORT_WORK_DIR = str(tmp_path / "other-machine")


def test_a_worker_that_wakes_after_the_end_replaces_nothing(
    store: Path, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = make_letting(answers={"beds": 1})
    run = request_run(actor=None, collection="lettings", year=2026, enqueue=False)
    sleeper = Sleeper(run, monkeypatch)
    LettingsLog.objects.filter(pk=log.pk).update(answers={**log.answers, "beds": 2})
    taken_over(run, settings, tmp_path)
    assert performing.perform(run.pk).state == RunState.FINISHED
    sleeper.wake_up()
    assert isinstance(sleeper.outcome[0], LostClaim)
    assert [record["beds"] for record in records(store, FIRST)] == ["2"]
    assert files(store) == ["Manifest_2026_08_05_0001.csv", f"{FIRST}.zip"], "nothing unfinished is left either"
    assert Export.objects.get().size == (store / f"{FIRST}.zip").stat().st_size
    assert not ChangeMark.objects.filter(collection="lettings").exists()


def test_a_worker_that_wakes_before_the_other_delivers_is_passed_by(
    store: Path, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its old content has the name, which no manifest lists; the new content gets the next one."""
    log = make_letting(answers={"beds": 1})
    run = request_run(actor=None, collection="lettings", year=2026, enqueue=False)
    sleeper = Sleeper(run, monkeypatch)
    LettingsLog.objects.filter(pk=log.pk).update(answers={**log.answers, "beds": 2})
    taken_over(run, settings, tmp_path)
    deliver = performing.deliver_archives

    def deliver_late(*args: Any) -> None:
        if not sleeper.wake.is_set():
            sleeper.wake_up()
        deliver(*args)

    monkeypatch.setattr(performing, "deliver_archives", deliver_late)
    finished = performing.perform(run.pk)
    assert finished.state == RunState.FINISHED
    assert [record["beds"] for record in records(store, SECOND)] == ["2"]
    assert [name for name, *_ in manifest_rows(store, finished)] == [SECOND]
    assert not ChangeMark.objects.filter(collection="lettings").exists()
    assert not SentMarks.objects.exists()


def test_after_a_restore_no_name_is_used_again(store: Path) -> None:
    """The backup knows nothing of the last run; the store does."""
    log = make_letting()
    export_lettings()
    before = {name: (store / name).read_bytes() for name in files(store)}
    ExportRun.objects.all().delete()
    LettingsLog.objects.filter(pk=log.pk).update(status=1)
    mark_changed("lettings", [log.pk])
    run = export_lettings()
    assert run.exports.get().name == SECOND
    assert run.manifest_name == "Manifest_2026_08_05_0002.csv"
    assert {name: (store / name).read_bytes() for name in before} == before
    full = export_lettings(kind="full")
    assert full.exports.get().name == "core_2026_2027_apr_mar_f0002_inc0001"


def test_a_run_whose_archive_vanished_from_the_store_is_not_finished(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_letting()
    deliver_manifest = performing.deliver_master_manifest

    def lose_it_first(run: ExportRun) -> None:
        (store / f"{FIRST}.zip").write_bytes(b"")
        deliver_manifest(run)

    monkeypatch.setattr(performing, "deliver_master_manifest", lose_it_first)
    with pytest.raises(Exception, match="is not what was delivered"):
        export_lettings()
    assert ChangeMark.objects.filter(collection="lettings").exists()
