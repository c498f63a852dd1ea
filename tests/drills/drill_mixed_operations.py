"""Saves, closings of schemes, moves, merges and deletes all at once: how many deadlocks reach a person?"""

from __future__ import annotations

import argparse
import itertools
import logging
import sys
import time
from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.db.models import Q

from accounts.models import User
from lettings.models import LettingsLog
from orgs.merges import perform
from orgs.models import Organisation
from orgs.people.moves import LogChoice, move
from portal import retrying
from portal.clock import today
from portal.jobs.work import work
from portal.logs.record import delete_logs, record_answers
from portal.logs.status import VISIBLE
from supported_housing import deactivation
from supported_housing.models import Location, Scheme
from tests.drills.scene import Scene, build, side_by_side
from tests.factories.orgs import MergeRequestFactory, MergeRequestOrganisationFactory, OrganisationFactory

THREADS = 6


def main() -> int:
    """Print what was done; exit code 1 when a deadlock was not retried."""
    parser = argparse.ArgumentParser(prog="script/drill mixed_operations")
    parser.add_argument("--count", type=int, default=10_000)
    wanted = parser.parse_args(sys.argv[1:])
    scene = build(2_000, organisations=20, housing=True)
    done: Counter[str] = Counter()
    retries: Counter[str] = Counter()
    is_passing = retrying.is_passing

    def count_retries(error: BaseException) -> bool:
        passing = is_passing(error)
        retries[type(error.__cause__).__name__] += passing
        return passing

    retrying.is_passing = count_retries
    logging.disable(logging.ERROR)
    numbers = itertools.count()
    began = time.monotonic()

    def act(worker: int) -> None:
        while (number := next(numbers)) < wanted.count:
            done[_one(scene, number)] += 1

    problems = side_by_side(THREADS, act)
    seconds = time.monotonic() - began
    for name, count in sorted(done.items()):
        print(f"{name:<40} {count:>8,}")
    print(f"{'retried by the house':<40} {sum(retries.values()):>8,} {dict(retries)}")
    unretried = [problem for problem in problems if isinstance(problem, OperationalError)]
    unretried_count = done["deadlock that reached the caller"] + len(unretried)
    print(f"{'deadlocks unretried':<40} {unretried_count:>8,} (bar: 0)")
    print(f"{'other problems':<40} {len(problems) - len(unretried):>8,} {problems[:3]}")
    left_behind = LettingsLog.objects.filter(
        Q(owning_organisation__merge_date__isnull=False) | Q(managing_organisation__merge_date__isnull=False)
    ).count()
    print(f"{'logs left with a merged organisation':<40} {left_behind:>8,} (bar: 0)")
    print(f"{'seconds':<40} {seconds:>8.0f}")
    return 1 if unretried_count or problems or left_behind else 0


def _one(scene: Scene, number: int) -> str:
    """Of a hundred operations ninety are saves, as in life; the others stand in their way."""
    action = {3: _close, 23: _move, 43: _delete, 63: _move, 83: _close}.get(number % 100, _save)
    if number % 500 == 250:
        action = _merge
    name = action.__name__.strip("_")
    try:
        action(scene)
    except (ValidationError, PermissionDenied):
        return f"{name}: refused with a reason"
    except OperationalError:
        return "deadlock that reached the caller"
    return name


def _some(scene: Scene, rows: Any, most: int = 1) -> list[Any]:
    ids = list(rows.values_list("pk", flat=True)[:500])
    return list(rows.model._base_manager.filter(pk__in=scene.random.sample(ids, min(most, len(ids)))))


def _save(scene: Scene) -> None:
    """A new number of bedrooms; a log that lost its scheme to a closing gets it back, or is told that it cannot."""
    for log in _some(scene, LettingsLog.objects.filter(status__in=VISIBLE)):
        changes: dict[str, Any] = {"beds": scene.random.randint(1, 9)}
        own = Location.objects.filter(scheme__owning_organisation=log.owning_organisation_id)
        if log.scheme_id is None and (location := own.first()):
            changes |= {"scheme_id": location.scheme_id, "location_id": location.pk}
        record_answers(log=log, changes=changes, actor=log.assigned_to or scene.support)


def _delete(scene: Scene) -> None:
    logs = _some(scene, LettingsLog.objects.filter(status__in=VISIBLE), 20)
    scene.random.shuffle(logs)
    delete_logs(logs=logs, actor=scene.support)


def _close(scene: Scene) -> None:
    """Close a scheme from today, which detaches its logs of today, or open it again."""
    for scheme in _some(scene, Scheme.objects.filter(discarded_at=None)):
        if scheme.deactivation_periods.filter(reactivation_date=None).exists():
            deactivation.reactivate(record=scheme, day=today(), actor=scene.support)
        else:
            deactivation.deactivate(record=scheme, day=today(), actor=scene.support)


def _move(scene: Scene) -> None:
    usable = Organisation.objects.filter(merge_date=None, is_department=False)
    for person in _some(scene, User.objects.filter(role=1, active=True)):
        for target in _some(scene, usable.exclude(pk=person.organisation_id)):
            move(actor=scene.support, user=person, target=target, choice=LogChoice.REASSIGN_ALL)


def _merge(scene: Scene) -> None:
    absorber = OrganisationFactory(signed=True, holds_own_stock=True)
    usable = Organisation.objects.filter(merge_date=None, is_department=False)
    for merging in _some(scene, usable.exclude(pk=absorber.pk)):
        request = MergeRequestFactory(absorbing_organisation=absorber, merge_date=today(), requester=scene.support)
        MergeRequestOrganisationFactory(merge_request=request, merging_organisation=merging)
        perform.start(actor=scene.support, request=request)
        assert work("merge", request.pk) == "merged"


if __name__ == "__main__":
    sys.exit(main())
