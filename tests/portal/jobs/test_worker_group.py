"""The group of workers: killed outright it leaves nobody behind; machines that migrate together take turns."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from django.core.management import call_command
from django.db import connection, connections

from portal.management.commands.migrate import ONE_AT_A_TIME
from tests.drills.scene import start_python, wait_for

pytestmark = [pytest.mark.django_db(transaction=True)]
SERVE = (
    "from django.db import connection; connection.settings_dict['NAME'] = arguments[0]; "
    "from portal.jobs.supervise import supervise; supervise({'core': 1, 'mail': 1}, 5)"
)
OF_A_QUEUE = 5
"""Its cluster, its guard, and of that the worker, the one who fetches and the one who writes down."""


def parents() -> dict[int, int]:
    """Every living process with its parent; those that only wait to be counted as dead are left out."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (place / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # ended while we looked
        if state != "Z":
            found[int(place.name)] = int(parent)
    return found


def below(pid: int) -> set[int]:
    """Children, their children, and so on."""
    known = parents()
    found: set[int] = set()
    while new := {child for child, parent in known.items() if parent in found | {pid}} - found:
        found |= new
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent has gone")
def test_a_group_killed_outright_leaves_no_orphans() -> None:
    group = start_python(SERVE, connection.settings_dict["NAME"])
    workers: set[int] = set()
    try:
        assert wait_for(lambda: len(below(group.pid)) >= 2 * OF_A_QUEUE, 90), below(group.pid)
        workers = below(group.pid)
        group.send_signal(signal.SIGKILL)
        group.wait()
        assert wait_for(lambda: not workers & parents().keys(), 20), workers & parents().keys()
    finally:
        group.kill()
        for pid in workers & parents().keys():
            os.kill(pid, signal.SIGKILL)


def waiting() -> bool:
    """Whether somebody waits for the lock of migrations."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = %s "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [ONE_AT_A_TIME],
        )
        return bool(cursor.fetchone()[0])


def test_a_second_migration_waits_for_the_first() -> None:
    ended = threading.Event()

    def migrate() -> None:
        try:
            call_command("migrate", verbosity=0)
        finally:
            connections.close_all()
            ended.set()

    first = connection.copy()
    try:
        with first.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        second = threading.Thread(target=migrate)
        second.start()
        assert wait_for(waiting)
        assert not ended.is_set()
    finally:
        first.close()
    second.join(60)
    assert ended.is_set()
    assert not waiting()
