"""How long does a file take from its bytes to committed logs with history?

Prints rows judged and stored per second of one core (the time that the process has had, not the clock's: others may be
at work), the same with the time that the database's own process took beside it and by the clock, queries per chunk and
memory. Machines differ, so two ratios are measured in the same run: to evaluating the same answers and nothing else, and
of what the database does for a chunk to copying the same logs and history into tables with the same indexes.
More rows than a file may have arrive as several files. `script/bench upload [ROWS] [--there LOGS]` has that many logs of
the same owner there before; with `--stale` the planner knows only the few that were there at first.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from orgs.areas.shipped import load_shipped_areas
from portal.clock import frozen
from portal.logs.record import door
from portal.logs.uploads.accepting import accept_rows
from portal.logs.uploads.delivering import Upload, deliver
from portal.logs.uploads.judging import ChunkJudge, judge_submission
from portal.logs.uploads.limits import CHUNK, LIMITS
from portal.logs.uploads.models import Submission, SubmissionRow, SubmissionState
from portal.questionnaire.answers import Answers
from portal.questionnaire.evaluation import evaluate
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.uploads.files import as_csv, row, table
from tests.scale.database_time import DatabaseTime

ROWS = 10_000
JUDGED_PER_SECOND, STORED_PER_SECOND, VERDICT_SECONDS, MOST_MEMORY, MOST_RATIO = 1_500, 1_000, 2.0, 300, 3.0
LOGS, HISTORY = "lettings_lettingslog", "lettings_historicallettingslog"


def main() -> int:
    """Measure, print, and say with the exit code whether the bars were met."""
    parser = argparse.ArgumentParser(prog="script/bench upload")
    parser.add_argument("rows", type=int, nargs="?", default=ROWS)
    parser.add_argument("--there", type=int, default=0, help="logs that are there before")
    parser.add_argument("--stale", action="store_true", help="have the planner know nothing of them")
    wanted = parser.parse_args(sys.argv[1:])
    with frozen("2026-08-05 12:00"):
        return _measure(wanted.rows, wanted.there, stale=wanted.stale)


@dataclass
class Spent:
    """Seconds of this process, of the database's process beside it, and by the clock."""

    own: float = 0.0
    beside: float = 0.0
    wall: float = 0.0

    def rates(self, rows: int) -> str:
        """Rows per second by each way of counting."""
        return (
            f"{rows / self.own:,.0f} rows/s of one core, {rows / (self.own + self.beside):,.0f} with the time of"
            f" PostgreSQL, {rows / self.wall:,.0f} by the clock"
        )


@dataclass
class Measured:
    """What several files took together."""

    reading: Spent = field(default_factory=Spent)
    judging: Spent = field(default_factory=Spent)
    storing: Spent = field(default_factory=Spent)
    slowest_reading: float = 0.0
    stored: int = 0


def _measure(count: int, there: int, *, stale: bool) -> int:
    with connection.cursor() as cursor:  # what an earlier run left
        cursor.execute("TRUNCATE orgs_organisation, accounts_user, auth_group, portal_changemark CASCADE")
    load_shipped_areas()
    person = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    if there:
        _put_logs_there(person, there, stale=stale)
    measured, queries = Measured(), 0
    with _writing() as written:
        for first in range(0, count, LIMITS.rows):
            submission = _one_file(person, range(first, min(first + LIMITS.rows, count)), measured)
            queries = queries or _queries(submission)
            _judge_and_store(submission, person, measured)
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            outcomes = {name: number for name, number in submission.counts.items() if number}
            print(f"{submission.row_count:,} rows of {len(submission.layout.types)} fields: {outcomes}; {memory} MB")
    copied = _copy_seconds(submission, indexed=True)
    alone = _evaluated_alone(submission)
    last = written[-submission.created_count :]
    judged, stored = measured.judging, measured.storing
    print(f"verdict on a file and rows kept: {measured.slowest_reading:.1f} s of one core at most")
    print(f"judged {judged.rates(count)}; {queries} queries a chunk")
    print(f"stored {stored.rates(measured.stored)}")
    print(f"evaluating the same answers and nothing else: {alone:,.0f} rows/s of one core")
    ratio = alone * judged.own / count, alone * stored.own / measured.stored
    print(f"a row takes {ratio[0]:.1f} times that to be judged, {ratio[1]:.1f} times to be stored")
    times_copy = sum(last) / copied
    print(
        f"writing logs and history takes {times_copy:.1f} times a copy of them into tables with the same indexes"
        f" ({sum(last):.2f}, {copied:.2f} s)"
    )
    print(f"most memory: {memory} MB")
    met = {
        f"judged at least {JUDGED_PER_SECOND:,} rows/s": count / judged.own >= JUDGED_PER_SECOND,
        f"stored at least {STORED_PER_SECOND:,} rows/s": measured.stored / stored.own >= STORED_PER_SECOND,
        f"verdict on a file within {VERDICT_SECONDS} s": measured.slowest_reading <= VERDICT_SECONDS,
        f"memory below {MOST_MEMORY} MB": memory < MOST_MEMORY,
        f"written within {MOST_RATIO} times a copy": times_copy <= MOST_RATIO,
    }
    for bar, is_met in met.items():
        print(f"{'met' if is_met else 'NOT met'}: {bar}")
    return 0 if all(met.values()) else 1


def _put_logs_there(person: Any, count: int, *, stale: bool) -> None:
    """Logs that say other things than the rows: a chunk of them uploaded, the rest copied from one of those."""
    submission = _one_file(person, range(-CHUNK, 0), Measured())
    _judge_and_store(submission, person, Measured())
    new = {
        "id": "nextval(pg_get_serial_sequence('lettings_lettingslog', 'id'))",
        "tenancycode": "'OLD-T' || n",
        "propcode": "'OLD-P' || n",
        "duplicate_key": "md5(n::text)",
        "date": "date + n % 60",
    }
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, LOGS)]
        values = ", ".join(new.get(name, name) for name in columns)
        if stale:
            cursor.execute("ANALYZE")
        cursor.execute(f"ALTER TABLE {LOGS} SET (autovacuum_enabled = {'off' if stale else 'on'})")
        cursor.execute(f"ALTER TABLE {LOGS} DISABLE TRIGGER USER")
        cursor.execute(
            f"INSERT INTO {LOGS} ({', '.join(columns)}) SELECT {values}"
            f" FROM (SELECT * FROM {LOGS} LIMIT 1) AS log, generate_series(1, {count}) AS n"
        )
        cursor.execute(f"ALTER TABLE {LOGS} ENABLE TRIGGER USER")
        if not stale:
            cursor.execute("ANALYZE")


def _one_file(person: Any, numbers: range, measured: Measured) -> Submission:
    """A file of these rows is read and kept."""
    rows = (row(person.organisation, field_13=f"T{n}", field_14=f"P{n}", field_41=str(20 + n % 60)) for n in numbers)
    pieces = [as_csv(table([]))]  # piece by piece: what is measured is the memory of the portal, not of this benchmark
    while some := list(islice(rows, CHUNK)):
        pieces.append(as_csv(table(some)[1:]))
    upload = Upload("bench.csv", b"".join(pieces), "lettings", 2026)
    before = measured.reading.own
    with _timed(measured.reading):
        submission = deliver(upload=upload, actor=person, organisation=person.organisation)
    measured.slowest_reading = max(measured.slowest_reading, measured.reading.own - before)
    return submission


def _judge_and_store(submission: Submission, person: Any, measured: Measured) -> None:
    with _timed(measured.judging):
        judge_submission(submission)
    Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.ACCEPTING, accepted_by=person)
    submission.refresh_from_db()
    with _timed(measured.storing):
        accept_rows(submission)
    submission.refresh_from_db()
    measured.stored += submission.created_count


@contextmanager
def _timed(spent: Spent) -> Iterator[None]:
    beside = DatabaseTime()
    start, wall = time.process_time(), time.perf_counter()
    yield
    spent.own += time.process_time() - start
    spent.wall += time.perf_counter() - wall
    spent.beside += beside.spent()


def _queries(submission: Submission) -> int:
    rows = list(SubmissionRow.objects.filter(submission=submission).order_by("number")[:CHUNK])
    judge_rows = ChunkJudge(submission)
    judge_rows(rows[:1])
    with CaptureQueriesContext(connection) as captured:
        judge_rows(rows)
    SubmissionRow.objects.filter(pk__in=[each.pk for each in rows]).update(outcome=SubmissionRow.Outcome.WAITING)
    return len(captured)


@contextmanager
def _writing() -> Iterator[list[float]]:
    """Seconds by the clock for each log that the door writes, with its history."""
    spent: list[float] = []
    function = door.write

    def timed(model: Any, writes: Any, actor: Any) -> None:
        start = time.perf_counter()
        function(model, writes, actor)
        spent.extend([(time.perf_counter() - start) / max(len(writes), 1)] * len(writes))

    door.write = timed
    yield spent
    door.write = function


def _evaluated_alone(submission: Submission) -> float:
    """Rows per second of the engine alone, with everything read before."""
    judge_rows = ChunkJudge(submission)
    rows = list(SubmissionRow.objects.filter(submission=submission).order_by("number")[:CHUNK])
    found = [read.answers for _, read, _ in judge_rows.verdicts(rows)]
    context = judge_rows.contexts.of_many([(answers, Answers()) for answers in found])
    rounds = [Spent() for _ in range(5)]
    for each_round in rounds:
        with _timed(each_round):
            [evaluate(judge_rows.program, each, context) for each in found]
    return len(found) / min(each_round.own for each_round in rounds)


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
