"""How long does a file take from its bytes to committed logs with history?

Prints rows judged and stored per second of one core (the time that the process has had, not the clock's: others may be
at work), what the database's own process took beside it, queries per chunk and memory. Machines differ, so two ratios are
measured in the same run: to evaluating the same answers and nothing else, and of what the database does for a chunk to
copying the same logs and history into tables with the same indexes. `script/bench upload [ROWS]`.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from orgs.areas.shipped import load_shipped_areas
from portal.clock import frozen
from portal.logs.record import door
from portal.logs.uploads.accepting import accept_rows
from portal.logs.uploads.delivering import Upload, deliver
from portal.logs.uploads.judging import ChunkJudge, judge_submission
from portal.logs.uploads.limits import CHUNK
from portal.logs.uploads.models import Submission, SubmissionRow, SubmissionState
from portal.questionnaire.answers import Answers
from portal.questionnaire.evaluation import evaluate
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.uploads.files import as_csv, row, table

ROWS = 10_000
JUDGED_PER_SECOND, STORED_PER_SECOND, VERDICT_SECONDS, MOST_MEMORY, MOST_RATIO = 1_500, 1_000, 2.0, 300, 3.0
LOGS, HISTORY = "lettings_lettingslog", "lettings_historicallettingslog"


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
    beside = _Backend()
    _, judged, judged_wall = _timed(lambda: judge_submission(submission))
    judged_beside = beside.spent()
    Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.ACCEPTING, accepted_by=person)
    submission.refresh_from_db()
    with _measured(door, "write") as written:
        _, stored, stored_wall = _timed(lambda: accept_rows(submission))
    stored_beside = beside.spent()
    submission.refresh_from_db()
    count_stored = submission.created_count
    copied, bare = _copy_seconds(submission, indexed=True), _copy_seconds(submission, indexed=False)
    alone = _evaluated_alone(submission)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    outcomes = {name: number for name, number in submission.counts.items() if number}
    print(f"{count:,} rows of {len(submission.layout.types)} fields, {len(content) // 1024:,} KB: {outcomes}")
    print(f"verdict on the file and rows kept: {verdict:.1f} s of one core")
    print(
        f"judged {count / judged:,.0f} rows/s of one core ({judged_wall:.1f} s by the clock, {judged_beside:.1f} s of"
        f" PostgreSQL beside), {queries} queries a chunk"
    )
    print(
        f"stored {count_stored / stored:,.0f} rows/s of one core ({stored_wall:.1f} s by the clock, {stored_beside:.1f} s"
        " of PostgreSQL beside)"
    )
    print(f"evaluating the same answers and nothing else: {alone:,.0f} rows/s of one core")
    ratio = alone * judged / count, alone * stored / count_stored
    print(f"a row takes {ratio[0]:.1f} times that to be judged, {ratio[1]:.1f} times to be stored")
    print(
        f"writing logs and history takes {written.seconds / copied:.1f} times a copy of them into tables with the same"
        f" indexes, {written.seconds / bare:.1f} times one into bare tables ({written.seconds:.2f}, {copied:.2f}, {bare:.2f} s)"
    )
    print(f"most memory: {memory} MB")
    met = (
        count / judged >= JUDGED_PER_SECOND
        and count_stored / stored >= STORED_PER_SECOND
        and verdict <= VERDICT_SECONDS
        and memory < MOST_MEMORY
        and written.seconds / copied <= MOST_RATIO
    )
    print("all bars met" if met else "NOT all bars met")
    return 0 if met else 1


def _timed(run: Any) -> tuple[Any, float, float]:
    start, wall = time.process_time(), time.perf_counter()
    result = run()
    return result, time.process_time() - start, time.perf_counter() - wall


class _Backend:
    """What the process of the database that serves us has used of a core; nothing where it runs elsewhere."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self._stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
        self._before = self._seconds()

    def spent(self) -> float:
        """Seconds since the last time."""
        before, self._before = self._before, self._seconds()
        return self._before - before

    def _seconds(self) -> float:
        if not self._stat.is_file():
            return 0.0
        user, system = self._stat.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _queries(submission: Submission) -> int:
    rows = list(SubmissionRow.objects.filter(submission=submission).order_by("number")[:CHUNK])
    judge_rows = ChunkJudge(submission)
    judge_rows(rows[:1])
    with CaptureQueriesContext(connection) as captured:
        judge_rows(rows)
    SubmissionRow.objects.filter(pk__in=[each.pk for each in rows]).update(outcome=SubmissionRow.Outcome.WAITING)
    return len(captured)


@dataclass
class Spent:
    """Seconds by the clock."""

    seconds: float = 0.0


@contextmanager
def _measured(module: Any, name: str) -> Iterator[Spent]:
    """How long a function takes in all."""
    spent, function = Spent(), getattr(module, name)

    def timed(*args: Any, **named: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*args, **named)
        finally:
            spent.seconds += time.perf_counter() - start

    setattr(module, name, timed)
    yield spent
    setattr(module, name, function)


def _evaluated_alone(submission: Submission) -> float:
    """Rows per second of the engine alone, with everything read before."""
    judge_rows = ChunkJudge(submission)
    rows = list(SubmissionRow.objects.filter(submission=submission).order_by("number")[:CHUNK])
    found = [read.answers for _, read, _ in judge_rows.verdicts(rows)]
    context = judge_rows.contexts.of_many([(answers, Answers()) for answers in found])
    best = min(_timed(lambda: [evaluate(judge_rows.program, each, context) for each in found])[1] for _ in range(5))
    return len(found) / best


def _copy_seconds(submission: Submission, *, indexed: bool) -> float:
    """The same logs and history copied as fast as the database does it."""
    seconds = 0.0
    for name, chosen in ((LOGS, "bulk_upload_id = {}"), (HISTORY, "bulk_upload_id = {}")):
        query = f"SELECT * FROM {name} WHERE {chosen.format(int(submission.pk))}"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE bench_copy (LIKE {name} {'INCLUDING ALL' if indexed else ''})")
            raw = bytearray()
            with cursor.copy(f"COPY ({query}) TO STDOUT") as out:
                for piece in out:
                    raw += piece
            wall = time.perf_counter()
            with cursor.copy("COPY bench_copy FROM STDIN") as into:
                into.write(bytes(raw))
            seconds += time.perf_counter() - wall
            cursor.execute("DROP TABLE bench_copy")
    return seconds
