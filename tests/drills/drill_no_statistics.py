"""Tables that were never analysed: does any set-based statement turn from seconds into minutes?"""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

from django.db import connection

from accounts.models import User
from export_cds.running.perform import perform
from export_cds.running.request import request_run
from lettings.models import LettingsLog
from orgs.models import Organisation
from orgs.people.moves import LogChoice, move
from portal.changes import LETTINGS, mark_changed
from portal.changes.models import ChangeMark
from tests.drills.scene import build

TABLES = ("lettings_lettingslog", "portal_changemark", "portal_changedfact", "export_cds_sentmarks")
MOST_TIMES = 4


def main() -> int:
    """Print the seconds without and with statistics; exit code 1 when the first are many times the second."""
    parser = argparse.ArgumentParser(prog="script/drill no_statistics")
    parser.add_argument("--count", type=int, default=60_000, help="logs")
    wanted = parser.parse_args(sys.argv[1:])
    logging.disable(logging.ERROR)
    _sql(*(f"ALTER TABLE {table} SET (autovacuum_enabled = false)" for table in TABLES))
    never = _all_of(wanted.count, analyse=False)
    analysed = _all_of(wanted.count, analyse=True)
    slow = []
    print(f"{wanted.count:,} logs {'never analysed':>34} {'analysed':>10} {'times':>7}")
    for name, seconds in never.items():
        times = seconds / max(analysed[name], 0.5)
        slow += [name] if times > MOST_TIMES else []
        print(f"{name:<34} {seconds:>10.1f} s {analysed[name]:>8.1f} s {times:>7.1f}")
    print(f"slower than {MOST_TIMES} times: {', '.join(slow) or 'none'}")
    _sql(*(f"ALTER TABLE {table} RESET (autovacuum_enabled)" for table in TABLES))
    return 1 if slow else 0


def _all_of(logs: int, *, analyse: bool) -> dict[str, float]:
    scene = build(logs)
    if analyse:
        _sql("ANALYZE")
    with tempfile.TemporaryDirectory() as folder:

        def export(**wanted: Any) -> None:
            perform(request_run(actor=None, collection="lettings", folder=folder, enqueue=False, **wanted).pk)

        found = {"full export": _timed(lambda: export(kind="full"))}
        mark_changed(LETTINGS, LettingsLog.objects.values_list("pk", flat=True))
        found["export of all logs changed"] = _timed(export)
        LettingsLog.objects.filter(pk__lt=_middle()).update(duplicate_key="")
        found["half of all sets of duplicates"] = _timed(export)
        Organisation.objects.filter(pk=scene.organisations[0].pk).update(name="Another name")
        found["organisation renamed"] = _timed(export)
        found["person moved with their logs"] = _timed(
            lambda: move(
                actor=scene.support,
                user=User.objects.get(pk=scene.people[1].pk),
                target=scene.organisations[2],
                choice=LogChoice.REASSIGN_ALL,
            )
        )
        found["export after the move"] = _timed(export)
    assert not ChangeMark.objects.filter(collection=LETTINGS).exists()
    return found


def _middle() -> int:
    ids = LettingsLog.objects.order_by("pk").values_list("pk", flat=True)
    return ids[len(ids) // 2]


def _timed(action: Callable[[], None]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _sql(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


if __name__ == "__main__":
    sys.exit(main())
