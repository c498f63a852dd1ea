"""The group of workers: killed outright it leaves nobody behind; machines that migrate together take turns."""

from __future__ import annotations

import os
import signal
import sys
import threading

import pytest

from django.core.management import call_command
from django.db import connection, connections

from portal.management.commands.migrate import ONE_AT_A_TIME
from tests.drills.scene import below, kill_outright, parents, start_workers, wait_for

pytestmark = [pytest.mark.django_db(transaction=True)]
OF_A_QUEUE = 5
"""Its cluster, its guard, and of that the worker, the one who fetches and the one who writes down."""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent has gone")
def test_a_group_killed_outright_leaves_no_orphans() -> None:
    group = start_workers({"core": 1, "mail": 1})
    workers: set[int] = set()
    try:
        assert wait_for(lambda: len(below(group.pid)) >= 2 * OF_A_QUEUE, 90), below(group.pid)
        workers = below(group.pid)
        assert kill_outright(group) == set()
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
