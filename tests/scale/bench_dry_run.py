"""How long does a dry run of a draft take over the logs of a year, compared with judging each of them twice?

Half of the logs are completed, half lack an answer; the draft asks something new of all. The baseline is what nobody
could do without: one evaluation by each of the two questionnaires, with the rows in memory already.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date, datetime, timedelta

from django.db import connection

from lettings.models import LettingsLog
from portal.clock import frozen
from portal.history import system_job
from portal.jobs.claim import Claim
from portal.logs.kinds import kind_named
from portal.logs.status import LogStatus
from portal.logs.versions.dry_run import ask_for_dry_run, carry_out_dry_run
from portal.questionnaire.evaluation import evaluate
from portal.years.models import Draft
from portal.years.preview import program_of_draft
from portal.years.release import keep_released
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.versions.test_versions import a_log, drafted
from tests.scale.complete_logs import letting_context

LOGS_OF_A_YEAR, MOST_SECONDS = 100_000, 60
_BASELINE = 500


def main() -> int:
    """Print the seconds for the logs of a year; exit code 1 when the bar is missed."""
    parser = argparse.ArgumentParser(prog="script/bench dry_run")
    parser.add_argument("--logs", type=int, default=10_000)
    wanted = parser.parse_args(sys.argv[1:])
    with frozen(datetime.fromisoformat("2026-05-20T12:00:00+01:00")), system_job("benchmark"):
        return measure(wanted.logs)


def measure(number: int) -> int:
    with connection.cursor() as cursor:  # what an earlier run left
        cursor.execute("TRUNCATE orgs_organisation, accounts_user, auth_group, portal_changemark CASCADE")
    keep_released()  # versions name people, so they went with them
    person, ann = CoordinatorFactory(organisation=OrganisationFactory(signed=True)), SupportFactory()
    samples = [a_log(person), a_log(person, without="joint")]
    for sample in samples:
        sample.pk = None
    LettingsLog.objects.bulk_create([_copy(samples[row % 2], row) for row in range(number - 2)], batch_size=2_000)
    run = ask_for_dry_run(draft=drafted(ann), by=ann)
    wall, begun = time.perf_counter(), time.process_time()
    carry_out_dry_run(Claim(connection, run))
    wall, spent = time.perf_counter() - wall, time.process_time() - begun
    twice = _twice(run.draft)
    run.refresh_from_db()
    counted = sum(sum(some.values()) for some in run.found["effects"].values())
    year = spent / number * LOGS_OF_A_YEAR
    print(f"logs                              {counted:>10,}")
    print(f"seconds, of the processor         {wall:>10.1f} {spent:.1f}")
    print(f"for {LOGS_OF_A_YEAR:,} on one core       {year:>10.1f} (bar: {MOST_SECONDS})")
    print(f"times two bare evaluations        {spent / number / twice:>10.2f}")
    return 0 if counted == number and year <= MOST_SECONDS else 1


def _copy(sample: LettingsLog, row: int) -> LettingsLog:
    """No two logs are the same, as in life: references, ages, money, dates and choices of the set-up differ."""
    values = {field.attname: getattr(sample, field.attname) for field in LettingsLog._meta.concrete_fields}
    day = date(2026, 4, 1) + timedelta(days=row % 49)
    own = {"tenancycode": f"T{row}", "propcode": f"P{row % 997}", "startdate": day.isoformat(), "age1": 16 + row % 80}
    own |= {"brent": 80 + row % 900, "rent_type": row % 3, "renewal": row % 2, "wchair": 1 + row % 2}
    return LettingsLog(**{**values, "id": None, "date": day, "answers": {**sample.answers, **own}})


def _twice(draft: Draft) -> float:
    """Processor seconds for one completed log by the version in force and by the draft."""
    old, new = kind_named("lettings").program(2026), program_of_draft(draft)
    stored = LettingsLog.objects.filter(status=LogStatus.COMPLETED)[0].typed_answers()
    context = letting_context()
    begun = time.process_time()
    for _ in range(_BASELINE):
        evaluate(old, stored, context, stored)
        evaluate(new, stored, context, stored)
    return (time.process_time() - begun) / _BASELINE


if __name__ == "__main__":
    raise SystemExit(main())
