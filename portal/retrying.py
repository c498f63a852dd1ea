"""Trying a transaction again that the database ended because another one was in its way.

Locks are taken in one order all over the house (docs/operations.md), so this is rare; where it happens all the same,
the transaction is begun anew, and nobody meets it as a failure.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from tenacity import Retrying, before_sleep_log, retry_if_exception, stop_after_attempt, wait_random_exponential

from django.db import OperationalError, connection

logger = logging.getLogger(__name__)
ATTEMPTS = 5
PASSING = frozenset({"40P01", "40001", "55P03"})
"""Deadlock found, serialisation failed, lock not to be had in time."""

P = ParamSpec("P")
R = TypeVar("R")


def is_passing(error: BaseException) -> bool:
    """Whether the same transaction may well succeed when it is tried again."""
    cause = getattr(error, "__cause__", None)
    return isinstance(error, OperationalError) and getattr(cause, "sqlstate", None) in PASSING


def retried(work: Callable[P, R]) -> Callable[P, R]:
    """Try the whole of a function that is one transaction a few times.

    Inside a transaction of the caller there is nothing to repeat: the database has ended that one as well, so the
    failure is passed on to whoever began it.
    """

    @wraps(work)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return work(*args, **kwargs)
        attempts = Retrying(
            retry=retry_if_exception(is_passing),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random_exponential(multiplier=0.05, max=1),
            before_sleep=before_sleep_log(logger, logging.INFO),
            reraise=True,
        )
        return attempts(work, *args, **kwargs)

    return tried
