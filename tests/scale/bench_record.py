"""How fast are judged rows stored, compared with nothing but copying the same rows into a table?

Complete lettings are created and then changed through the write door in chunks, with locks, history and change marks.
The baseline is one bare COPY of the same finished rows into a table with the same columns and indexes.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from lettings.models import LettingsLog
from portal.clock import frozen
from portal.logs.answers_json import AnswersEncoder
from portal.logs.record import CHUNK, LogChange, door, record_many
from tests.factories.accounts import CoordinatorFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.record.worlds import complete_answers, recorded

LEAST_ROWS_A_SECOND, MOST_TIMES_A_COPY = 1_000, 3.0


def main() -> int:
    """Print rows a second and ratios; exit code 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="script/bench record")
    parser.add_argument("--logs", type=int, default=5_000)
    wanted = parser.parse_args(sys.argv[1:])
    with frozen(datetime.fromisoformat("2026-08-05T12:00:00+01:00")):
        return measure(wanted.logs)


def measure(number: int) -> int:
    with connection.cursor() as cursor:  # what an earlier run left
        cursor.execute("TRUNCATE orgs_organisation, accounts_user, auth_group, portal_changemark CASCADE")
    person = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    sample = recorded("lettings", person)
    known = set(sample.typed_answers())
    answers = {name: value for name, value in complete_answers("lettings", person).items() if name in known}
    new = [LogChange(LettingsLog(), {**answers, "tenancycode": f"T{row}"}) for row in range(number)]
    created = timed(new, person)
    rows = LettingsLog.objects.exclude(pk=sample.pk).order_by("pk")
    changed = timed(
        [LogChange(log, {"tenancycode": f"U{log.pk}"}, {"tenancycode": log.tenancycode}) for log in rows], person
    )
    copy = bare_copy(list(rows))
    print(f"logs                          {number:>10,}")
    for name, (whole, stored) in (("created", created), ("changed", changed)):
        print(f"{name}, judged and stored     {number / whole:>10,.0f} rows/s")
        print(f"{name}, stored with history   {number / stored:>10,.0f} rows/s (bar: {LEAST_ROWS_A_SECOND:,})")
        print(f"{name}, times a bare COPY     {stored / copy:>10.1f} (bar: {MOST_TIMES_A_COPY})")
    print(f"bare COPY                     {number / copy:>10,.0f} rows/s")
    stored = created[1]
    return 0 if number / stored >= LEAST_ROWS_A_SECOND and stored / copy <= MOST_TIMES_A_COPY else 1


def timed(wanted: list[LogChange], person: Any) -> tuple[float, float]:
    """Seconds for all of it, and for the part that only writes."""
    with writing_timed() as spent:
        began = time.perf_counter()
        for chunk in chunks_of(wanted):
            assert all(result.saved for result in record_many(chunk, actor=person))
        return time.perf_counter() - began, sum(spent)


def chunks_of(rows: list[Any]) -> Iterator[list[Any]]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


@contextmanager
def writing_timed() -> Iterator[list[float]]:
    spent: list[float] = []
    write = door.write

    def timed_write(*args: Any) -> None:
        began = time.perf_counter()
        write(*args)
        spent.append(time.perf_counter() - began)

    door.write = timed_write
    try:
        yield spent
    finally:
        door.write = write


def bare_copy(logs: list[LettingsLog]) -> float:
    table = LettingsLog._meta.db_table
    fields = LettingsLog._meta.concrete_fields
    columns = ", ".join(f'"{field.attname}"' for field in fields)
    rows = [[plain(getattr(log, field.attname)) for field in fields] for log in logs]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS copied_logs")
        cursor.execute(f"CREATE TABLE copied_logs (LIKE {table} INCLUDING ALL)")
        began = time.perf_counter()
        for chunk in chunks_of(rows):
            with cursor.copy(f"COPY copied_logs ({columns}) FROM STDIN") as copy:
                for row in chunk:
                    copy.write_row(row)
        seconds = time.perf_counter() - began
        cursor.execute("DROP TABLE copied_logs")
    return seconds


def plain(value: Any) -> Any:
    return json.dumps(value, cls=AnswersEncoder) if isinstance(value, dict) else value


if __name__ == "__main__":
    sys.exit(main())
