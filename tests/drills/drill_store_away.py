"""The department's store is away at midnight, for minutes and for hours: what does that cost?"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from export_cds.models import ExportRun, RunState
from export_cds.running import deliver
from export_cds.running.nightly import MADE_UP_FOR_AFTER, start_nightly_run
from lettings.models import LettingsLog
from portal.changes import mark_changed
from portal.changes.models import ChangeMark
from portal.clock import Frozen, frozen, now
from portal.jobs.sweep import sweep
from portal.jobs.work import give_up, work
from tests.drills.scene import build
from tests.export_cds.runs import tried_until

MINUTES_AWAY = (16, 60, 300, 1_200)
LONGEST_DELAY = timedelta(minutes=16)


def main() -> int:
    """Print when each night was done; exit code 1 when one was not, or long after the store was back."""
    argparse.ArgumentParser(prog="script/drill store_away").parse_args(sys.argv[1:])
    logging.disable(logging.CRITICAL)
    build(40)
    deliver.FIRST_WAIT_SECONDS = 0.0
    bad = 0
    with tempfile.TemporaryDirectory() as folder, frozen("2026-08-05 00:00") as clock:
        print(f"{'away':>14} {'tries':>6} {'done after the store was back':>32}")
        for day, minutes in enumerate(MINUTES_AWAY, 5):
            clock.move_to(f"2026-08-{day:02} 00:00")
            bad += not _night(Path(folder), clock, timedelta(minutes=minutes))
        clock.move_to("2026-08-20 00:00")
        bad += not _given_up(Path(folder), clock)
    return 1 if bad else 0


def _night(folder: Path, clock: Frozen, away: timedelta) -> bool:
    mark_changed("lettings", list(LettingsLog.objects.values_list("pk", flat=True)))
    run = _begun(folder)
    back, put = now() + away, deliver.put
    deliver.put = _no_answer
    try:
        tries = tried_until(run, clock, back)
    finally:
        deliver.put = put
    sweep(now())
    done = work("export", run.pk) == RunState.FINISHED
    late = now() - back
    left = ChangeMark.objects.filter(collection="lettings").count()
    print(
        f"{away.total_seconds() / 60:>10.0f} min {tries:>6} {late.total_seconds() / 60:>21.0f} min, {left} marks left"
    )
    return done and late <= LONGEST_DELAY and not left


def _given_up(folder: Path, clock: Frozen) -> bool:
    """Somebody gives a night up; it is made up for on the same day."""
    mark_changed("lettings", list(LettingsLog.objects.values_list("pk", flat=True)))
    run = _begun(folder)
    clock.move_by(hours=9)
    give_up(run, "the department moves its store")
    too_soon = start_nightly_run(now())
    clock.move_by(seconds=MADE_UP_FOR_AFTER.total_seconds())
    again = _begun(folder)
    done = work("export", again.pk) == RunState.FINISHED
    left = ChangeMark.objects.filter(collection="lettings").count()
    print(f"given up at 09:00: made up for at {now():%H:%M}, {left} marks left")
    return done and too_soon is None and not left


def _begun(folder: Path) -> ExportRun:
    run = start_nightly_run(now())
    assert run is not None
    ExportRun.objects.filter(pk=run.pk).update(folder=str(folder))
    run.refresh_from_db()
    return run


def _no_answer(*args: Any) -> None:
    raise OSError("no answer")


if __name__ == "__main__":
    sys.exit(main())
