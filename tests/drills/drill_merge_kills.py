"""Merges are killed at any moment: all of it or nothing, and taken up again within a minute?"""

from __future__ import annotations

import argparse
import logging
import sys
from datetime import timedelta

from accounts.models import SentEmail
from lettings.models import LettingsLog
from orgs.merges import perform
from portal.clock import now, today
from portal.jobs.claim import worker_is_alive
from portal.jobs.sweep import sweep
from portal.jobs.work import work
from tests.drills.scene import build, kill_after, start_python, wait_for
from tests.factories.orgs import MergeRequestFactory, MergeRequestOrganisationFactory

WORK = "from portal.jobs.work import work; work('merge', arguments[0])"


def main() -> int:
    """Print what was found; exit code 1 when a merge was half done or not begun again."""
    parser = argparse.ArgumentParser(prog="script/drill merge_kills")
    parser.add_argument("--count", type=int, default=6, help="kills")
    wanted = parser.parse_args(sys.argv[1:])
    logging.disable(logging.ERROR)
    scene = build(8_000, organisations=2, housing=True)
    absorber, merging = scene.organisations
    half = not_freed = kills = 0
    for _ in range(wanted.count):
        request = MergeRequestFactory(absorbing_organisation=absorber, merge_date=today(), requester=scene.support)
        MergeRequestOrganisationFactory(merge_request=request, merging_organisation=merging)
        perform.start(actor=scene.support, request=request)
        if not kill_after(start_python(WORK, request.pk), scene.random.uniform(2, 5)):
            print("The merge was done before it could be killed.")
            break
        kills += 1
        not_freed += not wait_for(lambda request=request: not worker_is_alive(request), 60)
        half += LettingsLog.objects.filter(owning_organisation=merging).count() != 4_000
        half += SentEmail.objects.exists()
        request.refresh_from_db()
        sweep(now() + timedelta(minutes=1))
        request.refresh_from_db()
        if request.is_open:
            type(request).objects.filter(pk=request.pk).update(state="prepared")
            request.delete()
    final = MergeRequestFactory(absorbing_organisation=absorber, merge_date=today(), requester=scene.support)
    MergeRequestOrganisationFactory(merge_request=final, merging_organisation=merging)
    if LettingsLog.objects.filter(owning_organisation=merging).exists():
        perform.start(actor=scene.support, request=final)
        assert work("merge", final.pk) == "merged"
    moved = LettingsLog.objects.filter(owning_organisation=absorber).count()
    histories = LettingsLog.history.model.objects.filter(history_type="~").count()
    print(f"kills                          {kills:>6}")
    print(f"half done after a kill         {half:>6} (bar: 0)")
    print(f"lock still held after a minute {not_freed:>6} (bar: 0)")
    print(f"logs with the absorber         {moved:>6} of 8,000")
    print(f"rows of history of the moves   {histories:>6} (bar: 4,000)")
    return 1 if half or not_freed or moved != 8_000 or histories != 4_000 else 0


if __name__ == "__main__":
    sys.exit(main())
