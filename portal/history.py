"""Who stands in the history of a change: one of our people or systems, or else the machinery's job by its name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Model

if TYPE_CHECKING:
    from accounts.models import User

PREFIX = "System job: "
LONGEST_REASON = 100


@dataclass(frozen=True, slots=True)
class SystemJob:
    """What changes records by itself, in the words in which the history names it."""

    name: str

    @property
    def reason(self) -> str:
        """As the history keeps it, where others have a person."""
        return f"{PREFIX}{self.name}"[:LONGEST_REASON]


class HistoryWithoutActor(Exception):
    """Something audited was changed by nobody: who or what did it has to be named."""


_running: ContextVar[SystemJob | None] = ContextVar("system job", default=None)


@contextmanager
def system_job(name: str) -> Iterator[SystemJob]:
    """Names what changes records inside, where no person does."""
    job = SystemJob(name)
    token = _running.set(job)
    try:
        yield job
    finally:
        _running.reset(token)


def job_now() -> SystemJob | None:
    """The system job that is running here."""
    if (job := _running.get()) is not None:
        return job
    name = getattr(settings, "SYSTEM_JOB", "")
    return SystemJob(name) if name else None


def name_job(reason: str = "") -> str:
    """What the history says where no person stands: the job that is running, and the reason it gave."""
    if (job := job_now()) is None:
        raise HistoryWithoutActor("Name the person who changes this, or the job: with system_job(…)")
    return f"{job.reason}. {reason}"[:LONGEST_REASON] if reason else job.reason


def note(record: Model, *, reason: str | None, by: User | None = None) -> None:
    """What the history of the next save of a record says of why, and of who where no request tells."""
    vars(record)["_change_reason"] = reason or None
    if by is not None:
        vars(record)["_history_user"] = by


def who_did_it(row: Any) -> tuple[str, str]:
    """The name of the person, system or job of a row of history, and the reason that was given."""
    reason = row.history_change_reason or ""
    if row.history_user is not None:
        return str(row.history_user), reason
    name, _, rest = reason.removeprefix(PREFIX).partition(". ")
    return (name, rest) if reason.startswith(PREFIX) else ("The service", reason)
