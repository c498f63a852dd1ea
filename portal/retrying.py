"""Trying a transaction again that the database broke off because two of them stood in each other's way."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import errors
from tenacity import AttemptManager, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from django.db import DatabaseError

TRIES = 5
BROKEN_OFF = (errors.DeadlockDetected, errors.SerializationFailure)


def was_broken_off(failure: BaseException) -> bool:
    """Whether the same transaction, begun anew, may well succeed."""
    return isinstance(failure, DatabaseError) and isinstance(failure.__cause__, BROKEN_OFF)


def retried(tries: int = TRIES) -> Iterable[AttemptManager]:
    """Attempts at a whole transaction: `for attempt in retried(): with attempt, transaction.atomic(): ...`.

    Only where the transaction is the outermost one: half of one cannot be repeated.
    """
    return Retrying(
        retry=retry_if_exception(was_broken_off),
        stop=stop_after_attempt(tries),
        wait=wait_random_exponential(multiplier=0.05, max=1),
        reraise=True,
    )
