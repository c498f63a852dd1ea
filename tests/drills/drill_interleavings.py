"""Transactions that are open while exports run, and commit or roll back at any step: is a change missed?"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import connection

from export_cds.running import expand
from export_cds.running import perform as performing
from export_cds.running.request import request_run
from lettings.models import LettingsLog
from portal.changes.models import ChangeMark
from tests.drills.scene import Scene, build
from tests.export_cds.runs import records

STEPS = ("plan", "build_archives", "deliver_archives", "deliver_master_manifest", "_finish")
CHANGE = "UPDATE lettings_lettingslog SET answers = answers || jsonb_build_object('beds', %s::int) WHERE id = ANY(%s)"
RENAME = "UPDATE orgs_organisation SET name = %s WHERE id = %s"


class Others:
    """Transactions of other people: begun before a run, ended before one of its steps or after it."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.ended = scene, Counter[str]()
        self.open: list[Any] = []
        self.originals = {step: getattr(performing, step) for step in STEPS}
        for step in STEPS:
            setattr(performing, step, self._before(step))

    def _before(self, step: str) -> Any:
        def call(*args: Any) -> Any:
            self.end_those_of(step)
            return self.originals[step](*args)

        return call

    def begin(self, number: int) -> None:
        """One more, with logs and sometimes a name that no other open one has."""
        free = [pk for pk in self.ids if pk not in {one for other in self.open for one in other[2]}]
        mine = self.scene.random.sample(free, 3)
        side = connection.copy()
        side.set_autocommit(False)
        with side.cursor() as cursor:
            cursor.execute(CHANGE, [number % 90, mine])
            taken = {other[3] for other in self.open}
            owner = self.scene.random.choice(self.scene.organisations).pk
            if number % 3 == 0 and owner not in taken:
                cursor.execute(RENAME, [f"Name {number}", owner])
        self.open.append((side, self.scene.random.choice([*STEPS, "after"]), mine, owner))

    @property
    def ids(self) -> list[int]:
        return list(LettingsLog.objects.values_list("pk", flat=True))

    def end_those_of(self, step: str) -> None:
        """Commit most of them, roll the others back."""
        for other in [one for one in self.open if one[1] == step]:
            self.open.remove(other)
            kept = self.scene.random.random() < 0.8
            other[0].commit() if kept else other[0].rollback()
            other[0].close()
            self.ended[f"{step}: {'committed' if kept else 'rolled back'}"] += 1


def main() -> int:
    """Print what was found; exit code 1 when the department does not have the last value of every log."""
    parser = argparse.ArgumentParser(prog="script/drill interleavings")
    parser.add_argument("--count", type=int, default=200, help="exports")
    wanted = parser.parse_args(sys.argv[1:])
    logging.disable(logging.ERROR)
    expand.LOCK_WAIT = "50ms"  # the transactions that are waited for are our own
    scene = build(60)
    others = Others(scene)
    received: dict[int, tuple[str, str]] = {}
    sent = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(wanted.count + 2):
            if number < wanted.count:
                for extra in range(scene.random.randint(1, 3)):
                    others.begin(number * 3 + extra)
            else:
                others.end_those_of("after")
            run = request_run(actor=None, collection="lettings", folder=folder, enqueue=False)
            performing.perform(run.pk)
            others.end_those_of("after")
            for export in run.exports.filter(empty_export=False):
                rows = records(Path(folder), export.name)
                received |= {int(row["log_id"]): (row["beds"], row["owningorgname"]) for row in rows}
                sent += len(rows)
    stored = {
        log.pk: (str(log.answers["beds"]), log.owning_organisation.name_on(log.date))
        for log in LettingsLog.objects.select_related("owning_organisation")
    }
    missed = sum(received.get(pk) != value for pk, value in stored.items())
    marks = ChangeMark.objects.filter(collection="lettings").count()
    print(f"exports             {wanted.count:>6}, records sent {sent:,}")
    print(f"transactions        {sum(others.ended.values()):>6} {dict(others.ended)}")
    print(f"missing or stale    {missed:>6} of {len(stored)} (bar: 0)")
    print(f"marks left          {marks:>6} (bar: 0)")
    return 1 if missed or marks else 0


if __name__ == "__main__":
    sys.exit(main())
