"""How much may be sent: requests by a key, logs by an organisation, each out of a bucket of tokens.

A bucket holds a minute's worth and fills again evenly, so a system that was idle may send a minute's worth at once and
then goes on at the pace of the limit. Buckets lie in the cache; machines that share it share them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, floor

from django.conf import settings
from django.core.cache import cache

from portal.api.problems import ProblemError
from portal.clock import now

WINDOW = 60
LOCKED_SECONDS = 1
"""The longest that a worker that died keeps others from a bucket."""
_PAUSE = 0.001


@dataclass(frozen=True, slots=True)
class Taken:
    """What is left in a bucket, and whether there was enough."""

    limit: int
    tokens: float
    missing: float

    @property
    def enough(self) -> bool:
        return self.missing <= 0

    @property
    def headers(self) -> dict[str, str]:
        fields = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, floor(self.tokens))),
            "RateLimit-Reset": str(self._seconds(self.limit - self.tokens)),
            "RateLimit-Policy": f"{self.limit};w={WINDOW}",
        }
        return fields if self.enough else {**fields, "Retry-After": str(self._seconds(self.missing))}

    def _seconds(self, tokens: float) -> int:
        """How long it takes until so many tokens have come."""
        return ceil(tokens * WINDOW / self.limit)


def take(name: str, limit: int, amount: int = 1) -> Taken:
    """Take tokens out of a bucket if there are enough; what asks for more than a whole bucket takes it in advance."""
    bucket = f"api:{name}"
    with _alone_with(bucket):
        at = now().timestamp()
        tokens, since = cache.get(bucket) or (float(limit), at)
        tokens = min(limit, tokens + max(0.0, at - since) * limit / WINDOW)
        missing = min(amount, limit) - tokens
        if missing <= 0:
            tokens -= amount
        # A bucket that is left alone for so long is full again.
        cache.set(bucket, (tokens, at), WINDOW * max(1, ceil(amount / limit)))
    return Taken(limit, tokens, missing)


@contextmanager
def _alone_with(bucket: str) -> Iterator[None]:
    """Requests that come together take one after the other; none waits longer than for a worker that died."""
    lock, until = f"{bucket}:lock", time.monotonic() + LOCKED_SECONDS
    while not cache.add(lock, 1, LOCKED_SECONDS) and time.monotonic() < until:
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        cache.delete(lock)


def count_request(key: int) -> Taken:
    """One request of a key; `ProblemError` when it is one too many."""
    found = take(f"requests:{key}", settings.API_LIMITS["requests"])
    return _allowed(found, f"A key may be used for {found.limit} requests a minute")


def count_logs(organisation: int, logs: int) -> None:
    """Logs sent for an organisation by all its keys."""
    found = take(f"logs:{organisation}", settings.API_LIMITS["logs"], logs)
    _allowed(found, f"The keys of an organisation may send {found.limit:,} logs a minute")


def _allowed(found: Taken, text: str) -> Taken:
    if not found.enough:
        raise ProblemError("too-many-requests", text, headers=found.headers)
    return found
