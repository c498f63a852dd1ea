"""Exports that run over midnight, die on the way and are followed by others, and a restore: is a name used twice?"""

from __future__ import annotations

import argparse
import csv
import logging
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import connection

from export_cds.models import ExportRun
from export_cds.running import build as building
from export_cds.running import deliver
from export_cds.running import perform as performing
from export_cds.running.request import request_run
from lettings.models import LettingsLog
from portal.changes import mark_changed
from portal.changes.models import ChangeMark
from portal.clock import Frozen, frozen, now
from tests.drills.scene import build
from tests.export_cds.runs import records

LOGS = 40
STEPS: tuple[tuple[Any, str], ...] = (
    (performing, "plan"),
    (building, "_save_built"),
    (performing, "deliver_archives"),
    (deliver, "put"),
    (performing, "deliver_master_manifest"),
    (performing, "_finish"),
)


class Died(BaseException):
    """The worker is gone: nothing is caught, nothing is written down."""


def main() -> int:
    """Print what was found; exit code 1 when a file changed under its name or a change never arrived."""
    parser = argparse.ArgumentParser(prog="script/drill midnight")
    parser.add_argument("--count", type=int, default=30, help="nights; every fifth is followed by a restore")
    wanted = parser.parse_args(sys.argv[1:])
    logging.disable(logging.ERROR)
    build(LOGS)
    found: Counter[str] = Counter()
    chosen, seen = random.Random(1), dict[str, bytes]()
    with tempfile.TemporaryDirectory() as folder, frozen("2026-08-05 23:58") as clock:
        store = Path(folder)
        for night in range(wanted.count):
            clock.move_to(now().replace(hour=23, minute=58))
            _change_some(chosen, night)
            backup = ExportRun.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            _over_midnight(store, chosen, clock, found)
            _change_some(chosen, night + wanted.count)
            _run(store, found)
            if night % 5 == 4:
                _restore(backup)
                found["restores"] += 1
                _run(store, found)
            for path in store.glob("[!.]*"):
                content = path.read_bytes()
                found["replaced"] += seen.setdefault(path.name, content) != content
        return _report(store, found)


def _change_some(chosen: random.Random, beds: int) -> None:
    for pk in chosen.sample(list(LettingsLog.objects.values_list("pk", flat=True)), 5):
        log = LettingsLog.objects.get(pk=pk)
        LettingsLog.objects.filter(pk=pk).update(answers={**log.answers, "beds": beds % 90})


def _over_midnight(store: Path, chosen: random.Random, clock: Frozen, found: Counter[str]) -> None:
    """Begun before midnight, its worker dies at some step, and another carries it on after midnight."""
    run = request_run(actor=None, collection="lettings", folder=str(store), enqueue=False)
    module, name = chosen.choice(STEPS)
    whole = getattr(module, name)

    def die(*args: Any) -> None:
        raise Died

    setattr(module, name, die)
    try:
        performing.perform(run.pk)
    except Died:
        found["died"] += 1
    finally:
        setattr(module, name, whole)
    clock.move_by(minutes=5)
    performing.perform(run.pk)
    found["runs"] += 1


def _run(store: Path, found: Counter[str]) -> None:
    performing.perform(request_run(actor=None, collection="lettings", folder=str(store), enqueue=False).pk)
    found["runs"] += 1


def _restore(last_run: int) -> None:
    """The database is that of before the last runs, the store is not; a full list of what to send is safe."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM export_cds_export WHERE run_id > %s", [last_run])
        cursor.execute("DELETE FROM export_cds_exportrun WHERE id > %s", [last_run])
    mark_changed("lettings", list(LettingsLog.objects.values_list("pk", flat=True)))


def _report(store: Path, found: Counter[str]) -> int:
    manifests = sorted(store.glob("Manifest_*.csv"))
    listed = [row[0] for one in manifests for row in list(csv.reader(one.open(newline="")))[1:]]
    received: dict[int, str] = {}
    for name in listed:
        received |= {int(record["log_id"]): record["beds"] for record in records(store, name)}
    stored = {log.pk: str(log.answers["beds"]) for log in LettingsLog.objects.all()}
    stale = sum(received.get(pk) != beds for pk, beds in stored.items())
    twice, left = len(listed) - len(set(listed)), ChangeMark.objects.filter(collection="lettings").count()
    print(
        f"runs                          {found['runs']:>6}, {found['died']} died before midnight, {len(manifests)} manifests"
    )
    print(f"restores                      {found['restores']:>6}")
    print(f"replaced under their names    {found['replaced']:>6} (bar: 0)")
    print(f"archives listed twice         {twice:>6} (bar: 0)")
    print(f"runs without a manifest       {found['runs'] - len(manifests):>6} (bar: 0)")
    print(f"lost or stale                 {stale:>6} of {len(stored)} (bar: 0)")
    print(f"marks left                    {left:>6} (bar: 0)")
    return 1 if found["replaced"] or twice or stale or left or found["runs"] != len(manifests) else 0


if __name__ == "__main__":
    sys.exit(main())
