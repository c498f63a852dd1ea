"""The nightly run: once for each London day, however many machines ask."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from export_cds.models import ExportRun
from export_cds.models.run import OPEN_STATES
from export_cds.records.text import LONDON
from export_cds.running.fence import worker_is_alive
from export_cds.running.perform import is_due
from export_cds.running.request import AnotherRunIsOpen, enqueue_run, request_run

log = logging.getLogger(__name__)

FIRST_NIGHT_ENDS = 1
"""A portal that has never exported begins at a midnight, not at whatever hour it was installed."""
WAKE_AGAIN_AFTER = timedelta(minutes=2)


def start_nightly_run(at: datetime) -> ExportRun | None:
    """Claim the night and start its run; None when that is done already, or another run has to end first.

    A night that was slept through (the machine was down at midnight) is made up for when the portal is back.
    """
    local = at.astimezone(LONDON)
    nights = ExportRun.objects.exclude(night_of=None)
    if nights.filter(night_of=local.date()).exists():
        return None
    if local.hour >= FIRST_NIGHT_ENDS and not nights.exists():
        return None
    try:
        with transaction.atomic():
            return request_run(actor=None, night_of=local.date())
    except AnotherRunIsOpen:
        log.info("The nightly export waits until the export now running has ended")
        return None
    except IntegrityError as error:
        if "night_of" not in str(error):
            raise
        return None  # another machine was first


def wake_stuck_run(at: datetime) -> ExportRun | None:
    """Hand an open run that no worker is on to a worker again."""
    run = ExportRun.objects.filter(state__in=_open_states()).first()
    if run is None or not is_due(run, at) or worker_is_alive():
        return None
    last_sign = run.heartbeat_at or run.created_at
    if run.retry_at is None and at - last_sign < WAKE_AGAIN_AFTER:
        return None
    with transaction.atomic():
        # Not again every minute: the task that is now waiting may need a while to be picked up.
        ExportRun.objects.filter(pk=run.pk).update(retry_at=at + WAKE_AGAIN_AFTER)
        enqueue_run(run)
    return run


def _open_states() -> list[str]:
    return [str(state) for state in OPEN_STATES]
