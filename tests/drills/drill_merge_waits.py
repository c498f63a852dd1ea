"""A merge goes on: how long do people wait who save logs and records that it does not touch?"""

from __future__ import annotations

import argparse
import logging
import sys
import threading
import time
from collections import defaultdict

from accounts.models import User
from lettings.models import LettingsLog
from orgs.merges import perform
from orgs.models import Organisation
from portal.clock import today
from portal.jobs.work import work
from portal.logs.record import record_answers
from tests.drills.scene import Scene, build, side_by_side
from tests.factories.orgs import MergeRequestFactory, MergeRequestOrganisationFactory

MOST_SECONDS = 2.0


def main() -> int:
    """Print the longest wait of each kind before and during the merge; exit code 1 when one took seconds longer."""
    parser = argparse.ArgumentParser(prog="script/drill merge_waits")
    parser.add_argument("--count", type=int, default=8_000, help="logs, half of them of the organisation that merges")
    wanted = parser.parse_args(sys.argv[1:])
    logging.disable(logging.ERROR)
    scene = build(wanted.count, organisations=4, housing=True)
    absorber, merging = scene.organisations[:2]
    request = MergeRequestFactory(absorbing_organisation=absorber, merge_date=today(), requester=scene.support)
    MergeRequestOrganisationFactory(merge_request=request, merging_organisation=merging)
    perform.start(actor=scene.support, request=request)
    alone: defaultdict[str, float] = defaultdict(float)
    for _ in range(10):
        _one_of_each(scene, alone)
    during: defaultdict[str, float] = defaultdict(float)
    done = threading.Event()
    took = [0.0]

    def act(number: int) -> None:
        if number:
            while not done.is_set():
                _one_of_each(scene, during)
            return
        began = time.monotonic()
        try:
            assert work("merge", request.pk) == "merged"
        finally:
            took[0] = time.monotonic() - began
            done.set()

    problems = side_by_side(2, act)
    print(f"merge of {wanted.count // 4:,} logs took {took[0]:.1f} s")
    print(f"{'longest':<34} {'alone':>8} {'during':>8}")
    for name, seconds in during.items():
        print(f"{name:<34} {alone[name]:>6.2f} s {seconds:>6.2f} s")
    slow = [name for name, seconds in during.items() if seconds - alone[name] > MOST_SECONDS]
    print(f"longer by {MOST_SECONDS:.0f} seconds: {', '.join(slow) or 'none'} {problems or ''}")
    return 1 if slow or problems else 0


def _one_of_each(scene: Scene, longest: defaultdict[str, float]) -> None:
    bystander, person = scene.organisations[2], scene.people[2]
    log = scene.random.choice(LettingsLog.objects.filter(owning_organisation=bystander)[:200])
    beds = scene.random.randint(1, 9)
    actions = {
        "save of a log": lambda: record_answers(log=log, changes={"beds": beds}, actor=person),
        "another person's telephone number": lambda: User.objects.filter(pk=person.pk).update(phone=f"0{beds}"),
        "sign-in at the absorber": lambda: User.objects.filter(pk=scene.people[0].pk).update(sign_in_count=beds),
        "name of another organisation": lambda: Organisation.objects.filter(pk=bystander.pk).update(name=f"B {beds}"),
    }
    for name, action in actions.items():
        began = time.monotonic()
        action()
        longest[name] = max(longest[name], time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
