"""A job as pages show it, and jobs that need somebody's attention."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.clock import now
from portal.jobs.claim import gives_no_sign
from portal.jobs.models import Job
from portal.jobs.registry import job_types, type_of
from portal.tasks import Task
from portal.words import counted

NOT_BEGUN_AFTER = timedelta(minutes=5)
STALLED_AFTER = timedelta(minutes=15)
GIVEN_UP_SHOWN = timedelta(days=1)


@dataclass(frozen=True)
class Progress:
    """What `jobs/progress.html` shows of a job that is open."""

    text: str
    done: int
    total: int
    percentage: int
    unit: str
    trouble: str


def progress_of(job: Job, *, unit: str = "") -> Progress | None:
    """How far an open job is; None when it has ended and there is nothing to follow."""
    if not job.is_open:
        return None
    return Progress(
        job.progress_text or str(job.get_state_display()),  # type: ignore[attr-defined] # each kind of job has choices
        job.progress_done,
        job.progress_total,
        job.percentage,
        unit,
        trouble_of(job, now()),
    )


def trouble_of(job: Job, at: datetime) -> str:
    """What keeps an open job from getting on, in a sentence; nothing when all is well."""
    if not job.is_open:
        return ""
    if job.error:
        return f"The last attempt failed: {job.error}"
    given = job.handed_out_at or job.created_at
    if job.heartbeat_at is None or job.heartbeat_at < given:
        waited = at - given
        return (
            f"It has been waiting for {_minutes(waited)}: all workers are busy, or none is running."
            if waited > NOT_BEGUN_AFTER
            else ""
        )
    if gives_no_sign(job, at):
        return "Its worker has stopped. Another one takes over within a minute, if one is running."
    if job.progressed_at is not None and at - job.progressed_at > STALLED_AFTER:
        return f"It has not got any further for {_minutes(at - job.progressed_at)}."
    return ""


def _minutes(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    words = [counted(hours, "hour")] if hours else []
    return " ".join([*words, counted(rest, "minute")] if rest or not words else words)


def support_tasks() -> Iterator[Task]:
    """Jobs that do not get on, and those given up within a day, whatever their kind."""
    at = now()
    for job_type in job_types():
        if job_type.page is None:
            continue
        rows = job_type.model._base_manager.order_by("pk")
        for job in rows.filter(state__in=list(job_type.model.OPEN_STATES)):
            if trouble := trouble_of(job, at):
                yield Task(f"{job}: {trouble}", job_type.page(job))
        for job in rows.filter(state=job_type.model.GIVEN_UP, finished_at__gte=at - GIVEN_UP_SHOWN):
            yield Task(f"{job} was given up: {job.error}", job_type.page(job))


def page_of(job: Job) -> str:
    """The page on which a job is followed; empty when it has none."""
    page = type_of(job).page
    return page(job) if page is not None else ""
