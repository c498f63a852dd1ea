"""Which kinds of job there are. The rooms that own them register them in their `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from portal.jobs.models import Job

SHORT, MAIL, EXPORT, LONG = "core", "mail", "export", "long"
"""The queues, as `settings.JOB_QUEUES` has them: each has workers of its own, so that nothing slow stops the others."""


@dataclass(frozen=True)
class Patience:
    """How long a job that fails is tried again: each pause twice as long as the one before, up to the longest."""

    attempts: int | None = 5
    first: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(minutes=15)
    lasts: timedelta | None = None
    """From when the job was asked for; None where attempts are counted."""

    def pause(self, attempts: int) -> timedelta:
        """How long to wait after so many failed attempts."""
        return min(self.first * 2 ** min(attempts - 1, 16), self.longest)

    def is_over(self, job: Job, at: datetime) -> bool:
        """Whether to give up after the failure that was just counted."""
        if self.attempts is not None and job.attempts >= self.attempts:
            return True
        return self.lasts is not None and at + self.pause(job.attempts) > job.created_at + self.lasts


@dataclass(frozen=True)
class JobType:
    """A kind of job: its rows, what a worker does for one, and how patient to be."""

    name: str
    model: type[Job]
    perform: Callable[[Any], None]
    """Gets the `Claim` and brings the job from wherever it stopped to its end."""
    queue: str = LONG
    timeout: timedelta = timedelta(hours=1)
    patience: Patience = field(default_factory=Patience)
    final: tuple[type[Exception], ...] = ()
    """Failures that trying again does not mend."""
    most_lost_workers: int = 5
    """A job that takes so many workers with it is given up."""
    on_give_up: Callable[[Any], None] | None = None
    """Gets the `Claim` of a job that has just been given up, to clear away what it left."""
    reasons: Callable[[Exception], str] | None = None
    """Words for a failure; by default its name and text."""
    page: Callable[[Any], str] | None = None
    """The address of the page that shows it."""
    on_trouble: Callable[[Any], None] | None = None
    """Gets the row, once, when it has been given up or has failed for an hour."""


_types: dict[str, JobType] = {}


def register_job(job_type: JobType) -> None:
    """Make a kind of job known; again under the same name only by the same owner."""
    known = _types.get(job_type.name)
    if known is not None and known.model is not job_type.model:
        raise ValueError(f"There is a kind of job called {job_type.name!r} already")
    _types[job_type.name] = job_type


def job_types() -> list[JobType]:
    """All kinds, in the order in which they were registered."""
    return list(_types.values())


def type_named(name: str) -> JobType:
    """The kind that a task in the queue names."""
    return _types[name]


def type_of(job: Job) -> JobType:
    """The kind that a row belongs to."""
    for job_type in _types.values():
        if type(job) is job_type.model:
            return job_type
    raise LookupError(f"{type(job).__name__} is not registered as a kind of job")
