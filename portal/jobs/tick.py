"""The one scheduled job of the portal."""

from __future__ import annotations

import logging

from django_q.models import Schedule

from django.db import connection

from portal.clock import now
from portal.history import system_job
from portal.jobs.due import CHECKS
from portal.jobs.models import LastTick

logger = logging.getLogger(__name__)

NAME = "tick"
FUNCTION = "portal.jobs.tick.tick"


def tick() -> None:
    """Ask every part of the portal to start what is due. One that fails does not keep the others waiting."""
    at = now()
    LastTick.objects.update_or_create(pk=1, defaults={"at": at})
    failures = []
    for check in CHECKS:
        try:
            with system_job(check.__qualname__.replace("_", " ").strip()):
                check(at)
        except Exception as failure:
            logger.exception("The check %s.%s failed", check.__module__, check.__qualname__)
            failures.append(failure)
    if failures:
        raise ExceptionGroup("Some checks of this tick failed", failures)


def ensure_schedule(**_: object) -> None:
    """Have the tick in the schedule exactly once, as it is meant to be (called after every migration)."""
    if Schedule._meta.db_table not in connection.introspection.table_names():
        return  # only some apps were migrated
    Schedule.objects.update_or_create(
        name=NAME,
        defaults={"func": FUNCTION, "schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1},
    )
