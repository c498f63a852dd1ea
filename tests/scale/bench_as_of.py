"""What does the past cost: one log, a page of a list, a file, and what changed between two exports?

Every log has its row of history, and a share of them was changed since the day that is looked back to. Baselines are
the same page and the same lines of today.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection

from lettings.models import LettingsLog
from portal.clock import now
from portal.files.registry import file_kind
from portal.logs.as_of import as_it_stood
from portal.logs.between import Period, differences, ids_that_changed
from portal.logs.downloads.files import listed_logs
from portal.logs.past import as_of
from tests.factories.accounts import SupportFactory
from tests.scale.bench_export import YEAR, fill

MOST_SECONDS_OF_A_LOG = 0.05
PAGE, NIGHT = 20, 20_000


def main() -> int:
    """Print times; exit code 1 when looking at one log takes longer than the bar."""
    parser = argparse.ArgumentParser(prog="script/bench as_of")
    parser.add_argument("--logs", type=int, default=1_000_000)
    parser.add_argument("--changed", type=int, default=NIGHT)
    wanted = parser.parse_args(sys.argv[1:])
    fill(wanted.logs)
    _write_history(wanted.logs, wanted.changed)
    at, person = now() - timedelta(days=1), SupportFactory(email=f"past-{time.time()}@example.org")
    log = LettingsLog.objects.order_by("pk")[0]
    one, _ = _timed(lambda: as_it_stood(log, at), 20)
    kind = LettingsLog.kind

    def page() -> list[Any]:
        logs = listed_logs(kind, person, f"year={YEAR}", YEAR)
        return list(logs.filter(pk__in=list(logs.values_list("pk", flat=True)[:PAGE])))

    present, today = _timed(page)
    opened, _ = _timed(lambda: _in_the_past(at, lambda: None))
    past, then = _timed(lambda: _in_the_past(at, page))
    assert len(today) == len(then) == PAGE
    lines_now, rows_now = _timed(lambda: _lines(person, {}))
    day = at.date().isoformat()
    lines_then, rows_then = _timed(lambda: _lines(person, {"as_of": day}))
    assert rows_now == rows_then == wanted.logs
    period = Period(start=at, end=now(), year=YEAR)
    found, ids = _timed(lambda: ids_that_changed(kind, period))
    told, _ = _timed(lambda: list(differences(kind, ids[:PAGE], period)))
    assert len(ids) == wanted.changed
    print(f"logs                               {wanted.logs:>12,}")
    print(f"changed since                      {wanted.changed:>12,}")
    print(f"one log as it stood                {one:>12.4f} s (bar: at most {MOST_SECONDS_OF_A_LOG})")
    print(f"opening the past                   {opened:>12.2f} s")
    print(f"a page of the list, then           {past:>12.2f} s ({present:.2f} s now)")
    print(
        f"lines of a file, then              {rows_then / lines_then:>12,.0f} logs/s (ratio to now {lines_now / lines_then:.2f})"
    )
    print(f"logs that changed between two days {found:>12.2f} s")
    print(f"what changed in a page of them     {told:>12.2f} s")
    return 0 if one <= MOST_SECONDS_OF_A_LOG else 1


def _write_history(logs: int, changed: int) -> None:
    history = LettingsLog.history.model
    columns = ", ".join(connection.ops.quote_name(field.column) for field in history.tracked_fields)
    table = connection.ops.quote_name(history._meta.db_table)
    insert = f"INSERT INTO {table} ({columns}, changes, history_date, history_type)"
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")
        cursor.execute("UPDATE lettings_lettingslog SET created_at = now() - INTERVAL '30 days'")
        cursor.execute(f"{insert} SELECT {columns}, '{{}}', created_at, '+' FROM lettings_lettingslog")
        cursor.execute(
            f"""{insert} SELECT {columns}, '{{"beds": [1, 2], "hb": [3, 2]}}', now() - INTERVAL '1 hour', '~'
            FROM lettings_lettingslog WHERE id %% %s = 0 ORDER BY id LIMIT %s""",
            [max(logs // changed, 1), changed],
        )
        cursor.execute(f"ANALYZE {table}")
        cursor.execute("ANALYZE lettings_lettingslog")


def _in_the_past(at: Any, read: Callable[[], Any]) -> Any:
    with as_of(at):
        return read()


def _lines(person: Any, more: dict[str, Any]) -> int:
    parameters = {"query": f"year={YEAR}", "year": YEAR, "codes": False, **more}
    return sum(1 for _ in file_kind("lettings_logs").contents(person, parameters).lines)


def _timed(call: Callable[[], Any], times: int = 1) -> tuple[float, Any]:
    """Seconds for one call, of so many, and what it gave."""
    started, found = time.perf_counter(), None
    for _ in range(times):
        found = call()
    return (time.perf_counter() - started) / times, found


if __name__ == "__main__":
    raise SystemExit(main())
