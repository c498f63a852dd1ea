"""How long does a file take from its bytes to committed logs with history?

Prints rows judged and stored per second of one core, queries per chunk, memory, and the ratio to copying the same rows
into a bare table. `script/bench upload [ROWS]`.
"""

from __future__ import annotations

import resource
import sys
import time
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from orgs.areas.shipped import load_shipped_areas
from portal.clock import frozen
from portal.logs.uploads.accepting import accept_rows
from portal.logs.uploads.delivering import Upload, deliver
from portal.logs.uploads.judging import ChunkJudge, judge_submission
from portal.logs.uploads.limits import CHUNK
from portal.logs.uploads.models import Submission, SubmissionRow, SubmissionState
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.uploads.files import as_csv, row, table

ROWS = 10_000
JUDGED_PER_SECOND, STORED_PER_SECOND, VERDICT_SECONDS, MOST_MEMORY, MOST_RATIO = 1_500, 1_000, 2.0, 300, 3.0
COPIED = "lettings_lettingslog"


def main() -> int:
    """Measure, print, and say with the exit code whether the bars were met."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdecimal() else ROWS
    with frozen("2026-08-05 12:00"):
        return _measure(rows)


def _measure(count: int) -> int:
    with connection.cursor() as cursor:  # what an earlier run left
        cursor.execute("TRUNCATE orgs_organisation, accounts_user, auth_group CASCADE")
    load_shipped_areas()
    person = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    cells = table(
        row(person.organisation, field_13=f"T{n}", field_14=f"P{n}", field_41=str(20 + n % 60)) for n in range(count)
    )
    content = as_csv(cells)
    del cells
    upload = Upload("bench.csv", content, "lettings", 2026)
    submission, verdict, _ = _timed(lambda: deliver(upload=upload, actor=person, organisation=person.organisation))
    queries = _queries(submission)
    _, judged, judged_wall = _timed(lambda: judge_submission(submission))
    Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.ACCEPTING, accepted_by=person)
    submission.refresh_from_db()
    _, stored, stored_wall = _timed(lambda: accept_rows(submission))
    copied = _copy_seconds(submission)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    outcomes = dict(submission.counts)
    print(f"{count:,} rows of {len(submission.layout.types)} fields, {len(content) // 1024:,} KB: {outcomes}")
    print(f"verdict on the file and rows kept: {verdict:.1f} s of one core")
    print(
        f"judged {count / judged:,.0f} rows/s of one core ({judged_wall:.1f} s by the clock), {queries} queries a chunk"
    )
    print(f"stored {count / stored:,.0f} rows/s of one core ({stored_wall:.1f} s by the clock)")
    print(f"storing takes {stored_wall / copied:.1f} times a bare copy of the same rows ({copied:.2f} s)")
    print(f"most memory: {memory} MB")
    met = (
        count / judged >= JUDGED_PER_SECOND
        and count / stored >= STORED_PER_SECOND
        and verdict <= VERDICT_SECONDS
        and memory < MOST_MEMORY
        and stored_wall / copied <= MOST_RATIO
    )
    print("all bars met" if met else "NOT all bars met")
    return 0 if met else 1


def _timed(run: Any) -> tuple[Any, float, float]:
    start, wall = time.process_time(), time.perf_counter()
    result = run()
    return result, time.process_time() - start, time.perf_counter() - wall


def _queries(submission: Submission) -> int:
    rows = list(SubmissionRow.objects.filter(submission=submission).order_by("number")[:CHUNK])
    judge_rows = ChunkJudge(submission)
    judge_rows(rows[:1])
    with CaptureQueriesContext(connection) as captured:
        judge_rows(rows)
    SubmissionRow.objects.filter(pk__in=[each.pk for each in rows]).update(outcome=SubmissionRow.Outcome.WAITING)
    return len(captured)


def _copy_seconds(submission: Submission) -> float:
    """The same rows copied into a table without indexes, as fast as the database does it."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE bare AS SELECT * FROM {COPIED} WHERE false")
        cursor.execute(f"SELECT count(*) FROM {COPIED} WHERE bulk_upload_id = %s", [submission.pk])
        raw = bytearray()
        with cursor.copy(f"COPY (SELECT * FROM {COPIED} WHERE bulk_upload_id = {submission.pk:d}) TO STDOUT") as out:
            for piece in out:
                raw += piece
        wall = time.perf_counter()
        with cursor.copy("COPY bare FROM STDIN") as into:
            into.write(bytes(raw))
        seconds = time.perf_counter() - wall
        cursor.execute("DROP TABLE bare")
    return seconds
