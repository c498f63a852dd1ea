"""What got stuck is taken up again: jobs that no worker is on although one should be."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from portal.jobs.claim import NotClaimed, gives_no_sign, take_lock_away, worker_is_alive
from portal.jobs.models import Job, may_be_given_up
from portal.jobs.registry import JobType, job_types
from portal.jobs.work import give_up, hand_out, tell

logger = logging.getLogger(__name__)

QUEUE_LOST_AFTER = timedelta(minutes=5)
"""What was given to the queue and not begun by then is given to it again: queues lose things, rows do not."""
REPORTED_AFTER = timedelta(hours=1)


def sweep(at: datetime) -> None:
    """At every tick: wake what is due, take over from the dead, tell of what has failed for long."""
    for job_type in job_types():
        for job in job_type.model._base_manager.filter(state__in=list(job_type.model.OPEN_STATES)).order_by("pk"):
            _look_at(job_type, job, at)


def _look_at(job_type: JobType, job: Any, at: datetime) -> None:
    if job.error and at - job.created_at > REPORTED_AFTER:
        tell(job_type, job, at)
    if job.retry_at is not None and job.retry_at > at:
        return
    if worker_is_alive(job):
        if not gives_no_sign(job, at):
            return
        logger.error("The worker of %s gives no sign of life; its lock is taken away", job)
        take_lock_away(job)
    if not _waits_in_queue(job, at):
        wake(job_type, job)


def _waits_in_queue(job: Job, at: datetime) -> bool:
    """Whether it was given to the queue lately and nobody has begun since."""
    given = job.handed_out_at or job.created_at
    return not _begun_since(job, given) and at - given < QUEUE_LOST_AFTER


def _begun_since(job: Job, moment: datetime) -> bool:
    return job.heartbeat_at is not None and job.heartbeat_at >= moment


def _died(job: Job) -> bool:
    """A worker that failed has written down when to try again; one that died has not."""
    return job.retry_at is None and _begun_since(job, job.handed_out_at or job.created_at)


def wake(job_type: JobType, job: Any) -> None:
    """Hand it to a worker again; one that has taken several workers with it is given up."""
    if _died(job):
        logger.error("The worker of %s has died while %s", job, job.state)
        job.lost_workers += 1
        if job.lost_workers >= job_type.most_lost_workers and may_be_given_up(job):
            with suppress(NotClaimed):  # somebody took it after all
                give_up(job, "The worker stopped in the middle, several times.")
            return
    with transaction.atomic():
        untouched = type(job)._base_manager.filter(pk=job.pk, token=job.token, state=job.state)
        if untouched.update(retry_at=None, lost_workers=job.lost_workers):
            hand_out(job)
