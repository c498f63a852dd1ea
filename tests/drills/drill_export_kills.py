"""Exports are killed at any moment while logs change: is anything lost, doubled or changed under its name?"""

from __future__ import annotations

import argparse
import csv
import logging
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path

from django.db import connection

from export_cds.models import ExportRun, RunState
from export_cds.running.request import request_run
from lettings.models import LettingsLog
from portal.changes.models import ChangeMark
from tests.drills.scene import Scene, build, kill_after, start_python, wait_for
from tests.export_cds.runs import records

WORK = """
import time
from export_cds.running import deliver, perform
read = deliver.ClaimedFile.read
def slowly(self, size=-1):
    time.sleep(arguments[1])
    return read(self, 16_384)
deliver.ClaimedFile.read = slowly
perform.perform(arguments[0])
"""
PAUSE = 0.05
"""Seconds for each 16 KB that are delivered: without it hardly a kill would find an archive half delivered."""
LOGS = 4_000
MOMENTS = (RunState.QUEUED, RunState.BUILDING, RunState.DELIVERING, RunState.PUBLISHING)
"""What a kill is aimed at, in turn; a run that is past it already is killed where it is."""
ENDED = (RunState.FINISHED, RunState.FAILED)


def main() -> int:
    """Print what was found; exit code 1 when something was lost, doubled or replaced."""
    parser = argparse.ArgumentParser(prog="script/drill export_kills")
    parser.add_argument("--count", type=int, default=40, help="kills")
    wanted = parser.parse_args(sys.argv[1:])
    logging.disable(logging.ERROR)
    scene = build(LOGS)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        stop = threading.Event()
        changing = threading.Thread(target=_keep_changing, args=[stop])
        changing.start()
        seen: dict[str, bytes] = {}
        kills: Counter[str] = Counter()
        replaced = 0
        while sum(kills.values()) < wanted.count:
            replaced += _one_run(scene, store, seen, kills, wanted.count)
        stop.set()
        changing.join()
        _one_run(scene, store, seen, kills, 0)
        return _report(store, kills, replaced)


def _keep_changing(stop: threading.Event) -> None:
    number = 0
    while not stop.wait(0.05):
        number += 1
        for log in LettingsLog.objects.order_by("?")[:20]:
            LettingsLog.objects.filter(pk=log.pk).update(answers={**log.answers, "beds": number % 90})
    connection.close()


def _one_run(scene: Scene, store: Path, seen: dict[str, bytes], kills: Counter[str], most: int) -> int:
    """From request to finish, killed on the way; how many files changed under their name."""
    run = request_run(actor=None, collection="lettings", folder=str(store), enqueue=False)
    replaced = 0
    while ExportRun.objects.get(pk=run.pk).is_open:
        process = start_python(WORK, run.pk, PAUSE)
        if sum(kills.values()) < most:
            aimed_at = MOMENTS[sum(kills.values()) % len(MOMENTS)]
            wait_for(lambda: process.poll() is not None or _state(run) in (aimed_at, *ENDED), 60)  # noqa: B023 - asked at once
            seconds = scene.random.uniform(0, 0.5)
        else:
            seconds = 300
        if kill_after(process, seconds):
            kills[_state(run)] += 1
        for path in store.glob("[!.]*"):
            content = path.read_bytes()
            replaced += seen.setdefault(path.name, content) != content
    return replaced


def _state(run: ExportRun) -> str:
    return str(ExportRun.objects.values_list("state", flat=True).get(pk=run.pk))


def _report(store: Path, kills: Counter[str], replaced: int) -> int:
    listed = [
        row[0]
        for manifest in sorted(store.glob("Manifest_*.csv"))
        for row in list(csv.reader(manifest.open(newline="")))[1:]
    ]
    received: dict[int, str] = {}
    doubled = 0
    for name in listed:
        sent = [(int(record["log_id"]), record["beds"]) for record in records(store, name)]
        doubled += len(sent) - len(dict(sent))
        received |= dict(sent)
    stored = {log.pk: str(log.answers["beds"]) for log in LettingsLog.objects.all()}
    lost = sum(received.get(pk) != beds for pk, beds in stored.items())
    marks = ChangeMark.objects.filter(collection="lettings").count()
    finished = ExportRun.objects.filter(state=RunState.FINISHED).count()
    print(f"kills                     {sum(kills.values()):>6} {dict(kills)}")
    print(
        f"runs finished             {finished:>6}, archives listed {len(listed)}, listed twice {len(listed) - len(set(listed))}"
    )
    print(f"lost or stale             {lost:>6} of {len(stored):,} (bar: 0)")
    print(f"doubled in an archive     {doubled:>6} (bar: 0)")
    print(f"replaced under its name   {replaced:>6} (bar: 0)")
    print(f"marks left                {marks:>6} (bar: 0)")
    return 1 if lost or doubled or replaced or marks or len(listed) != len(set(listed)) else 0


if __name__ == "__main__":
    sys.exit(main())
