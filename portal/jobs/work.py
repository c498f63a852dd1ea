"""A job from request to end: handed to the queue, carried out, tried again after a failure, given up."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from portal.clock import now
from portal.history import system_job
from portal.jobs.claim import Claim, LostClaim, NotClaimed, claimed
from portal.jobs.models import Job, may_be_given_up
from portal.jobs.queue import enqueue
from portal.jobs.registry import JobType, type_named, type_of

if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)

TASK = "portal.jobs.work.work"


class CannotGiveUp(Exception):
    """What the job did may already have been seen; it is carried on until it is recorded."""


def hand_out(job: Job) -> None:
    """Wake a worker once the row is there for it to see; should that get lost, the next ticks wake one."""
    job_type = type_of(job)
    job.handed_out_at = now()
    type(job)._base_manager.filter(pk=job.pk).update(handed_out_at=job.handed_out_at)
    transaction.on_commit(lambda: _enqueue(job_type, job.pk))


def _enqueue(job_type: JobType, pk: int) -> None:
    enqueue(TASK, job_type.name, pk, queue=job_type.queue, timeout=job_type.timeout, name=f"{job_type.name}-{pk}")


def try_again_now(job: Job) -> None:
    """Have an open job tried at once, without waiting for its pause; a worker that is on it makes this do nothing."""
    with transaction.atomic():
        model = type(job)
        if model._base_manager.filter(pk=job.pk, state__in=model.OPEN_STATES).update(retry_at=None):
            hand_out(job)


def work(name: str, pk: int) -> str:
    """What the queue calls. It delivers at least once; the claim makes the second call do nothing."""
    job_type = type_named(name)
    try:
        return str(carry_out(job_type.model, pk).state)
    except NotClaimed as reason:
        logger.info("%s %s not taken: %s", name, pk, reason)
        return str(reason)
    finally:
        connection.close_if_unusable_or_obsolete()


def carry_out(model: type[Job], pk: int) -> Any:
    """Claim the job and carry it to its end. A failure is written down, to be tried again later, and raised."""
    with claimed(model, pk) as claim:
        job_type = type_of(claim.job)
        try:
            with system_job(job_type.name):
                job_type.perform(claim)
        except LostClaim:
            raise
        except Exception as failure:
            _write_down(job_type, claim, failure)
            raise
        return claim.job


def _write_down(job_type: JobType, claim: Claim[Any], failure: Exception) -> None:
    """What went wrong and when to try again; when patience ends, give up."""
    job, at = claim.job, now()
    reason = job_type.reasons(failure) if job_type.reasons else f"{type(failure).__name__}: {failure}"
    logger.error("%s stopped while %s: %s", job, job.state, reason)
    job.attempts += 1
    over = isinstance(failure, job_type.final) or job_type.patience.is_over(job, at)
    if over and may_be_given_up(job):
        _give_up(job_type, claim, reason)
        return
    claim.write(error=reason, attempts=job.attempts, retry_at=at + job_type.patience.pause(job.attempts))


def _give_up(job_type: JobType, claim: Claim[Any], reason: str) -> None:
    claim.advance(claim.job.GIVEN_UP, error=reason, attempts=claim.job.attempts, retry_at=None, finished_at=now())
    if job_type.on_give_up is not None:
        job_type.on_give_up(claim)
    tell(job_type, claim.job, now())


def give_up(job: Job, reason: str) -> Any:
    """End a job that cannot succeed, once no worker is on it."""
    with claimed(type(job), job.pk) as claim:
        if not may_be_given_up(claim.job):
            raise CannotGiveUp(f"{claim.job} cannot be given up any more.")
        _give_up(type_of(job), claim, reason)
        return claim.job


def tell(job_type: JobType, job: Job, at: datetime) -> None:
    """Let the owner of the kind tell people of a job in trouble, once for each job."""
    if job_type.on_trouble is None or job.told_at is not None:
        return
    job.told_at = at
    type(job)._base_manager.filter(pk=job.pk).update(told_at=at)
    job_type.on_trouble(job)
