"""Who may write for a run: the worker that holds the lock and the newest token, nobody else.

The lock ends with the worker's connection, so a crash is known at once. The token stops a worker that lost its
connection without noticing: it is told at its next sign of life, even in the middle of an upload.
"""

# Names of tables and columns are ours, values are always parameters.
# ruff: noqa: S608
from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from export_cds.models import ExportRun, RunState
from export_cds.models.run import OPEN_STATES, TRANSITIONS
from portal.clock import now

LOCK = 0x434F5245  # "CORE": one lock for all runs
BEAT_SECONDS = 5.0


class LostClaim(Exception):
    """Another worker has taken the run over."""


class NotClaimed(Exception):
    """Another worker is on it, or there is nothing left to do."""


class Fence:
    """Writes the state of a claimed run, on a connection of its own so that a long snapshot does not hide it."""

    def __init__(self, side: BaseDatabaseWrapper, run: ExportRun) -> None:
        self._side = side
        self._beaten = 0.0
        self.run = run

    def beat(self, records_done: int | None = None) -> None:
        """Give a sign of life and find out whether the run is still ours; cheap when called often."""
        if records_done is not None:
            self.run.records_done = records_done
        if time.monotonic() - self._beaten >= BEAT_SECONDS:
            self.write(records_done=self.run.records_done)

    def write(self, **values: Any) -> None:
        """Change columns of the run, if it is still ours."""
        values["heartbeat_at"] = now()
        columns = ", ".join(f"{name} = %s" for name in values)
        with self._side.cursor() as cursor:
            cursor.execute(
                f"UPDATE export_cds_exportrun SET {columns} WHERE id = %s AND token = %s",
                [*values.values(), self.run.pk, self.run.token],
            )
            if cursor.rowcount != 1:
                raise LostClaim(f"Another worker has taken over {self.run}")
        for name, value in values.items():
            setattr(self.run, name, value)
        self._beaten = time.monotonic()

    def advance(self, state: RunState, **values: Any) -> None:
        """Go to the next state, if there is a way to it."""
        check_transition(self.run.state, state)
        self.write(state=str(state), **values)


def check_transition(before: str, after: RunState) -> None:
    if after not in TRANSITIONS[before]:
        raise ValueError(f"An export run cannot go from {before} to {after}")


@contextmanager
def claimed(run_id: int) -> Iterator[Fence]:
    """Take the run for this worker until the block ends; NotClaimed when that is not possible."""
    side = connection.copy()
    side.inc_thread_sharing()  # an upload may read its file, and so give signs of life, in another thread
    try:
        with side.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                raise NotClaimed("Another worker is exporting.")
            cursor.execute(
                "UPDATE export_cds_exportrun SET token = token + 1, heartbeat_at = %s"
                " WHERE id = %s AND state = ANY(%s)",
                [now(), run_id, [str(state) for state in OPEN_STATES]],
            )
            if cursor.rowcount != 1:
                raise NotClaimed("The run has ended.")
        yield Fence(side, ExportRun.objects.get(pk=run_id))
    finally:
        _let_go(side)


def _let_go(side: BaseDatabaseWrapper) -> None:
    """Give the lock back before closing: the server notices a closed connection a moment later only."""
    if side.connection is not None and side.is_usable():
        with side.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    side.close()


def worker_is_alive() -> bool:
    """Say whether some worker holds the lock right now."""
    side = connection.copy()
    try:
        with side.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            return not cursor.fetchone()[0]
    finally:
        _let_go(side)
