"""How much may be sent within a minute: requests by a key, logs by an organisation.

Counted in the cache by its own atomic counters, over a sliding minute: the count of this minute and the part of the
last one that still lies within sixty seconds. Several machines that share a cache share the count.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from django.conf import settings
from django.core.cache import cache

from portal.api.problems import ProblemError
from portal.clock import now

WINDOW = 60


@dataclass(frozen=True, slots=True)
class Count:
    """How much of a limit is left, and when more will be."""

    limit: int
    used: int
    seconds: int

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.limit - self.used)),
            "RateLimit-Reset": str(self.seconds),
            "RateLimit-Policy": f"{self.limit};w={WINDOW}",
        }


def count(name: str, limit: int, amount: int = 1) -> Count:
    """Count something; what is beyond the limit is counted as well, so that hammering does not pay."""
    at = now().timestamp()
    minute, passed = divmod(at, WINDOW)
    here, before = f"api:{name}:{int(minute)}", f"api:{name}:{int(minute) - 1}"
    cache.add(here, 0, 2 * WINDOW)
    current = cache.incr(here, amount)
    earlier = cache.get(before, 0) * (1 - passed / WINDOW)
    return Count(limit, ceil(current + earlier), ceil(WINDOW - passed))


def count_request(key: int) -> Count:
    """One request of a key; `ProblemError` when it is one too many."""
    found = count(f"requests:{key}", settings.API_LIMITS["requests"])
    _refuse_beyond(found, f"A key may be used for {found.limit} requests a minute")
    return found


def count_logs(organisation: int, logs: int) -> None:
    """Logs sent for an organisation by all its keys."""
    found = count(f"logs:{organisation}", settings.API_LIMITS["logs"], logs)
    _refuse_beyond(found, f"The keys of an organisation may send {found.limit:,} logs a minute")


def _refuse_beyond(found: Count, text: str) -> None:
    if found.used > found.limit:
        headers = {**found.headers, "Retry-After": str(found.seconds)}
        raise ProblemError("too-many-requests", text, headers=headers)
