"""Who may write for a job: the worker that holds its lock and the newest token, nobody else.

The lock ends with the worker's connection, so a crash is known at once. Signs of life are given by a thread of their
own, so that a statement of many minutes does not look like a death; where they stop although the lock is held, the
machine has gone and the lock is taken away. The token stops a worker that lost its connection without noticing: it is
told at its next sign of life, even in the middle of an upload.
"""

# Names of tables and columns are ours, values are always parameters.
# ruff: noqa: S608
from __future__ import annotations

import logging
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db import DatabaseError, connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from portal.clock import now
from portal.jobs.models import Job, check_transition

logger = logging.getLogger(__name__)

AnyJob = TypeVar("AnyJob", bound=Job)

BEAT_SECONDS = 5.0
DEAD_AFTER = timedelta(seconds=60)
"""A worker whose last sign of life is older is taken for dead."""
LOCK_WAIT = "5s"


_BETWEEN: list[Callable[[], object]] = []


def between_chunks(look: Callable[[], object]) -> None:
    """Called from `AppConfig.ready`: what a long job looks up anew as it goes on, at each of its signs of life."""
    _BETWEEN.append(look)


class LostClaim(Exception):
    """Another worker has taken the job over."""


class NotClaimed(Exception):
    """Another worker is on it, or there is nothing left to do."""


class Claim(Generic[AnyJob]):
    """Writes the state of a claimed job, on a connection of its own so that a long transaction does not hide it."""

    def __init__(self, side: BaseDatabaseWrapper, job: AnyJob) -> None:
        self._side = side
        self._turn = threading.RLock()
        self._written = 0.0
        self._lost = False
        self._table = job._meta.db_table
        self.job = job

    def progress(self, done: int | None = None, *, total: int | None = None, text: str | None = None) -> None:
        """Say how far the job is and find out whether it is still ours; cheap when called often."""
        self.check()
        job, progress = self.job, {"progress_total": total, "progress_text": text}
        if done is not None:
            job.progress_done = done
        changed = {name: value for name, value in progress.items() if value is not None}
        if changed or time.monotonic() - self._written >= BEAT_SECONDS:
            self.write(progress_done=job.progress_done, progressed_at=now(), **changed)
            for look in _BETWEEN:
                look()

    def check(self) -> None:
        """Stop here when the job has been taken over."""
        if self._lost:
            raise LostClaim(f"Another worker has taken over {self.job}")

    def write(self, **values: Any) -> None:
        """Change columns of the job, if it is still ours."""
        with self._turn:
            try:
                self._update(self._side, {**values, "heartbeat_at": now()})
            except DatabaseError as gone:
                if self._side.is_usable():
                    raise
                raise LostClaim(f"The connection that held {self.job} has gone") from gone
            self._written = time.monotonic()
        for name, value in values.items():
            setattr(self.job, name, value)

    def advance(self, state: str, **values: Any) -> None:
        """Go to the next state, if there is a way to it."""
        check_transition(self.job, state)
        self.write(state=str(state), progressed_at=now(), **values)

    def advance_with_the_rest(self, state: str, **values: Any) -> None:
        """Go to the next state in the caller's transaction, as its last act: it then counts with all the rest or not.

        After this the row is locked until the caller commits, so nothing may be written through the claim before.
        """
        check_transition(self.job, state)
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("Belongs into the transaction of what the job changes")
        self._update(connection, {**values, "state": str(state), "progressed_at": now()}, still=self.job.state)
        for name, value in {**values, "state": str(state)}.items():
            setattr(self.job, name, value)

    def still_alive(self) -> None:
        """The thread's sign of life. That the row is locked for a moment, by our own last act, is none of death."""
        with self._turn:
            try:
                self._update(self._side, {"heartbeat_at": now()})
            except LostClaim:
                self._lost = True
            except DatabaseError:
                logger.warning("No sign of life could be given for %s", self.job, exc_info=True)
                self._lost = not self._side.is_usable()

    def _update(self, through: BaseDatabaseWrapper, values: dict[str, Any], *, still: str | None = None) -> None:
        columns = ", ".join(f"{name} = %s" for name in values)
        also, last = (" AND state = %s", [still]) if still else ("", [])
        with through.cursor() as cursor:
            cursor.execute(
                f"UPDATE {self._table} SET {columns} WHERE id = %s AND token = %s{also}",
                [*values.values(), self.job.pk, self.job.token, *last],
            )
            if cursor.rowcount != 1:
                raise LostClaim(f"Another worker has taken over {self.job}")


@contextmanager
def claimed(model: type[AnyJob], pk: int) -> Iterator[Claim[AnyJob]]:
    """Take the job for this worker until the block ends; NotClaimed when that is not possible."""
    side = connection.copy()
    side.inc_thread_sharing()  # signs of life come from a thread, and an upload may read its file in another one
    ended = threading.Event()
    try:
        _take(side, model, pk)
        claim = Claim(side, model._base_manager.get(pk=pk))
        alive = threading.Thread(target=_give_signs, args=(claim, ended), name=f"alive-{pk}", daemon=True)
        alive.start()
        try:
            yield claim
        finally:
            ended.set()
            alive.join()
    finally:
        _let_go(side)


def _give_signs(claim: Claim[Any], ended: threading.Event) -> None:
    while not ended.wait(BEAT_SECONDS):
        claim.still_alive()


def _take(side: BaseDatabaseWrapper, model: type[Job], pk: int) -> None:
    with side.cursor() as cursor:
        cursor.execute("SET lock_timeout = %s", [LOCK_WAIT])
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [lock_of(model), pk])
        if not cursor.fetchone()[0]:
            raise NotClaimed(f"Another worker is on this {model._meta.verbose_name}.")
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET token = token + 1, heartbeat_at = %s, progressed_at = %s"
            " WHERE id = %s AND state = ANY(%s)",
            [now(), now(), pk, list(map(str, model.OPEN_STATES))],
        )
        if cursor.rowcount != 1:
            raise NotClaimed(f"The {model._meta.verbose_name} has ended.")


def lock_of(model: type[models.Model]) -> int:
    """The first half of the advisory locks of a kind of job; the second is the number of the job."""
    return zlib.crc32(model._meta.label_lower.encode()) - 2**31


def _let_go(side: BaseDatabaseWrapper) -> None:
    """Give the lock back before closing: the server notices a closed connection a moment later only."""
    if side.connection is not None and side.is_usable():
        with side.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock_all()")
    side.close()


_HOLDERS = """
    FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid = %s AND objid = %s
"""


def worker_is_alive(job: Job) -> bool:
    """Say whether some worker holds the job's lock right now."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 {_HOLDERS}", _place(job))
        return cursor.fetchone() is not None


def take_lock_away(job: Job) -> None:
    """End the connection of a worker that holds the lock and gives no sign of life: its machine has gone."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) {_HOLDERS}", _place(job))


def _place(job: Job) -> list[int]:
    return [lock_of(type(job)) % 2**32, job.pk]


def gives_no_sign(job: Job, at: datetime) -> bool:
    """Whether a worker has begun and its last sign of life is too old."""
    return job.heartbeat_at is not None and at - job.heartbeat_at > DEAD_AFTER
