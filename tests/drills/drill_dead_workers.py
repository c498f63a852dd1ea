"""The group of workers is killed outright in the middle of an export, a merge and an upload: when does each go on?"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from export_cds.models import RunState
from export_cds.running.request import request_run
from lettings.models import LettingsLog
from orgs.merges import perform
from orgs.models import MergeState
from portal.changes.models import ChangeMark
from portal.clock import today
from portal.jobs.claim import worker_is_alive
from portal.logs.uploads.models import SubmissionState
from tests.drills.scene import build, kill_outright, start_workers, wait_for
from tests.drills.sending import send_rows
from tests.export_cds.runs import records
from tests.factories.orgs import MergeRequestFactory, MergeRequestOrganisationFactory

QUEUES = {"core": 1, "mail": 1, "export": 1, "long": 2}
LOGS, ROWS = 6_000, 400
LONGEST = 90.0
"""A minute until the next tick, and the start of the workers on a busy machine."""
ENDED = (RunState.FINISHED, MergeState.MERGED, SubmissionState.JUDGED)


def main() -> int:
    """Print when each was taken up again; exit code 1 when one was not, or work was lost or doubled."""
    parser = argparse.ArgumentParser(prog="script/drill dead_workers")
    parser.add_argument("--count", type=int, default=3, help="kills")
    wanted = parser.parse_args(sys.argv[1:])
    logging.disable(logging.ERROR)
    bad = 0
    print(f"{'killed while':<34} {'orphans':>8} {'taken up again after':>22}")
    for _ in range(wanted.count):
        with tempfile.TemporaryDirectory() as folder:
            bad += not _one_kill(Path(folder))
    return 1 if bad else 0


def _one_kill(store: Path) -> bool:
    scene = build(LOGS)
    absorber, merging = scene.organisations[:2]
    merge = MergeRequestFactory(absorbing_organisation=absorber, merge_date=today(), requester=scene.support)
    MergeRequestOrganisationFactory(merge_request=merge, merging_organisation=merging)
    group = start_workers(QUEUES)
    try:
        run = request_run(actor=None, collection="lettings", folder=str(store))
        perform.start(actor=scene.support, request=merge)
        jobs: dict[str, Any] = {"export": run, "merge": merge, "upload": send_rows(scene.people[2], ROWS)}
        wait_for(lambda: all(worker_is_alive(job) or _state(job) in ENDED for job in jobs.values()), 120)
        caught = {name: job for name, job in jobs.items() if _state(job) not in ENDED}
        orphans = kill_outright(group)
        tokens = {name: _token(job) for name, job in caught.items()}
        began = time.monotonic()
        group = start_workers(QUEUES)
        again = _taken_up(caught, tokens, began)
        wait_for(lambda: all(_state(job) in ENDED for job in jobs.values()), 240)
    finally:
        kill_outright(group)
    ended = {name: _state(job) for name, job in jobs.items()}
    print(f"{', '.join(caught):<34} {len(orphans):>8} {', '.join(f'{one:.0f} s' for one in again.values()):>22}")
    whole = all(state in ENDED for state in ended.values()) and _is_whole(store, merging, jobs)
    if not whole:
        print(ended)
    return whole and not orphans and len(again) == len(caught) and max(again.values(), default=0) <= LONGEST


def _state(job: Any) -> str:
    return str(type(job).objects.values_list("state", flat=True).get(pk=job.pk))


def _token(job: Any) -> int:
    return int(type(job).objects.values_list("token", flat=True).get(pk=job.pk))


def _taken_up(caught: dict[str, Any], tokens: dict[str, int], began: float) -> dict[str, float]:
    again: dict[str, float] = {}

    def all_again() -> bool:
        for name, job in caught.items():
            if name not in again and _token(job) > tokens[name]:
                again[name] = time.monotonic() - began
        return len(again) == len(caught)

    wait_for(all_again, 180)
    return again


def _is_whole(store: Path, merging: Any, jobs: dict[str, Any]) -> bool:
    """Every log exported once, the merge complete with one row of history each, every row judged once."""
    sent = [record["log_id"] for path in store.glob("core_*.zip") for record in records(store, path.stem)]
    moved = LettingsLog.history.model.objects.filter(history_type="~").count()
    judged = jobs["upload"].rows.exclude(outcome="").count()
    left = LettingsLog.objects.filter(owning_organisation=merging).count()
    waiting = ChangeMark.objects.filter(collection="lettings").count()
    found = (len(sent), len(set(sent)), left, moved, judged)
    expected = (LOGS, LOGS, 0, LOGS // 4, ROWS)
    print(f"    logs sent {found[0]} ({found[1]} different), moved {moved}, judged {judged}; changed since: {waiting}")
    return found == expected


if __name__ == "__main__":
    sys.exit(main())
