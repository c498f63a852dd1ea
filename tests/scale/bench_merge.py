"""How long does a merge of two organisations take, compared with nothing but updating the same rows?

The baseline sets owner and manager of as many logs in one bare UPDATE. The merge also keeps history, change marks
and duplicate keys, copies schemes, moves people and writes e-mails, in one transaction.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from datetime import date

from django.db import connection

from lettings.models import LettingsLog
from orgs.merges.perform import start
from orgs.merges.plan import build_plan
from orgs.models import MergeRequest, MergeState, Organisation
from portal.clock import today
from portal.jobs.work import work
from portal.logs.status import LogStatus
from tests.factories.accounts import ProviderFactory, SupportFactory
from tests.factories.orgs import MergeRequestFactory, MergeRequestOrganisationFactory, OrganisationFactory
from tests.factories.supported_housing import LocationFactory

MOST_SECONDS = 120


def main() -> int:
    """Print seconds, ratio and peak memory; exit code 1 when it takes too long or leaves something behind."""
    parser = argparse.ArgumentParser(prog="script/bench merge")
    parser.add_argument("--logs", type=int, default=50_000)
    wanted = parser.parse_args(sys.argv[1:])
    merge, old = prepare(wanted.logs)
    began = time.perf_counter()
    plan = build_plan(merge)
    dry_run = time.perf_counter() - began
    assert not plan.problems, plan.problems
    started = start(actor=merge.requester, request=merge)
    began = time.perf_counter()
    done = work("merge", started.pk) == MergeState.MERGED
    seconds = time.perf_counter() - began
    left = LettingsLog.objects.filter(owning_organisation=old).count()
    bare = bare_update(wanted.logs, merge.absorbing_organisation)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"logs                 {wanted.logs:>10,}")
    print(f"dry run              {dry_run:>10.2f} s")
    print(f"merge                {seconds:>10.2f} s (bar: at most {MOST_SECONDS})")
    print(f"bare UPDATE          {bare:>10.2f} s")
    print(f"ratio                {seconds / bare:>10.1f}")
    print(f"peak memory          {memory:>10.0f} MB")
    return 0 if done and not left and seconds <= MOST_SECONDS else 1


def prepare(number: int) -> tuple[MergeRequest, Organisation]:
    with connection.cursor() as cursor:  # what an earlier run left
        cursor.execute("TRUNCATE orgs_organisation, accounts_user, auth_group, portal_changemark CASCADE")
    absorber, old = OrganisationFactory(signed=True), OrganisationFactory(signed=True)
    merge = MergeRequestFactory(absorbing_organisation=absorber, merge_date=today(), requester=SupportFactory())
    MergeRequestOrganisationFactory(merge_request=merge, merging_organisation=old)
    ProviderFactory.create_batch(20, organisation=old)
    location = LocationFactory(scheme__owning_organisation=old)
    LettingsLog.objects.bulk_create((log(index, old, location) for index in range(number)), batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return merge, old


def log(index: int, old: Organisation, location: object) -> LettingsLog:
    day: date = today()
    return LettingsLog(
        owning_organisation=old,
        managing_organisation=old,
        scheme=location.scheme,
        location=location,
        date=day,
        collection_year=day.year if day.month >= 4 else day.year - 1,
        status=LogStatus.IN_PROGRESS,
        tenancycode=f"T{index}",
        duplicate_key=f"{index:032d}" if index % 2 else "",
        answers={"startdate": day.isoformat(), "tenancycode": f"T{index}", "age1": 30 + index % 50},
    )


def bare_update(number: int, absorber: Organisation | None) -> float:
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE lettings_lettingslog SET owning_organisation_id = %s, managing_organisation_id = %s",
            [absorber.pk, absorber.pk],
        )
        assert cursor.rowcount >= number
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
