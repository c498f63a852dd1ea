"""How long does the first look at the errors of a large upload take, by question and row by row?

100,000 errors in 20,000 rows, some the same in all of them and some in each its own. What the database keeps for them
is printed too. The ratio is to reading the same rows and nothing else. `script/bench upload_errors [ROWS]`.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.test import Client

from orgs.areas.shipped import load_shipped_areas
from portal.clock import frozen
from portal.logs.uploads.errors import question_of
from portal.logs.uploads.models import Submission, SubmissionState
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory

ROWS, MOST_SECONDS = 20_000, 1.0
SAME = [[27, "wrong", "upload.unreadable", "“x” in “Bedrooms” is not a whole number"]] * 1 + [
    [number, "not_answered", "upload.not_answered", f"You must answer question {number}"] for number in (36, 37, 41)
]


def main() -> int:
    """Measure, print, and say with the exit code whether the bar was met."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdecimal() else ROWS
    with frozen("2026-08-05 12:00"):
        return _measure(rows)


def _measure(count: int) -> int:
    with connection.cursor() as cursor:  # what an earlier run left
        cursor.execute("TRUNCATE orgs_organisation, accounts_user, auth_group CASCADE")
    load_shipped_areas()
    person = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    submission = _with_errors(person, count)
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    client.get(f"/uploads/submission/{submission.pk}/change/")  # a process that has begun its work
    question_of(submission, 1)
    worst = 0.0
    for name in ("errors/", "rows/", "correct/", f"rows/?page={count // 20}"):
        cache.clear()
        start = time.perf_counter()
        response = client.get(f"/uploads/submission/{submission.pk}/{name}")
        seconds = time.perf_counter() - start
        assert response.status_code == 200, response
        worst = max(worst, seconds)
        print(f"{name:<16} {seconds:6.2f} s by the clock, {len(response.content) // 1024} KB")
    bare = _bare(submission)
    print(f"reading the same rows and nothing else: {bare:.2f} s; the slowest page takes {worst / bare:.1f} times that")
    print(f"kept for {count * 5:,} errors: {_kept(submission) // 1024:,} KB")
    print("all bars met" if worst < MOST_SECONDS else "NOT all bars met")
    return int(worst >= MOST_SECONDS)


def _with_errors(person: Any, count: int) -> Submission:
    submission = Submission.objects.create(
        log_type="lettings",
        year=2026,
        organisation=person.organisation,
        created_by=person,
        state=SubmissionState.JUDGED,
        row_count=count,
        columns={str(number): number for number in range(1, 148)},
        counts={"wrong": count},
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO uploads_submissionrow (submission_id, number, cells, corrections, confirmed, outcome, errors,"
            " error_count, not_kept, answers, identity, created_log)"
            " SELECT %s, n, '[]', '{}', '[]', 'wrong', %s::jsonb || jsonb_build_array(jsonb_build_array(13, 'wrong',"
            " 'upload.not_found', 'There is nobody with the code ' || n)), 5, '[]', '{}', '', false"
            " FROM generate_series(2, %s) AS n",
            [submission.pk, json.dumps(SAME), count + 1],
        )
        cursor.execute("ANALYZE uploads_submissionrow")
    return submission


def _bare(submission: Submission) -> float:
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(length(errors::text)) FROM uploads_submissionrow WHERE submission_id = %s", [submission.pk]
        )
        cursor.fetchone()
    return time.perf_counter() - start


def _kept(submission: Submission) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_column_size(errors)) FROM uploads_submissionrow WHERE submission_id = %s", [submission.pk]
        )
        return int(cursor.fetchone()[0])
