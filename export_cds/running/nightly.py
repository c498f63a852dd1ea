"""The nightly run: once for each London day, however many machines ask."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from export_cds.models import ExportRun, RunState
from export_cds.records.text import LONDON
from export_cds.running.request import AnotherRunIsOpen, request_run

logger = logging.getLogger(__name__)

FIRST_NIGHT_ENDS = 1
"""A portal that has never exported begins at a midnight, not at whatever hour it was installed."""
MADE_UP_FOR_AFTER = timedelta(hours=1)
"""Whoever gives a night's run up has this long to mend what was wrong before the next one is tried."""


def start_nightly_run(at: datetime) -> ExportRun | None:
    """Claim the night and start its run; None when that is done already, or another run has to end first.

    A night that was slept through (the machine was down at midnight) is made up for when the portal is back, and one
    whose run was given up an hour later.
    """
    if settings.SANDBOX:
        return None
    local = at.astimezone(LONDON)
    nights = ExportRun.objects.exclude(night_of=None)
    tonight = nights.filter(night_of=local.date())
    given_up_long_ago = tonight.filter(state=RunState.FAILED, finished_at__lte=at - MADE_UP_FOR_AFTER)
    if tonight.exclude(pk__in=given_up_long_ago).exists():
        return None
    if local.hour >= FIRST_NIGHT_ENDS and not nights.exists():
        return None
    try:
        with transaction.atomic():
            return request_run(actor=None, night_of=local.date())
    except AnotherRunIsOpen:
        logger.info("The nightly export waits until the export now running has ended")
        return None
    except IntegrityError as error:
        if "night_exported_once" not in str(error):
            raise
        return None  # another machine was first
