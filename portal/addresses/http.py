"""Calling a service that may be slow or down: time-outs, few retries, and a rest after repeated failure."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pybreaker
import requests

from portal.addresses.services import ServiceUnavailable

logger = logging.getLogger(__name__)

TIMEOUTS = (3.0, 5.0)
ATTEMPTS = 2
PAUSE = 0.2
FAILURES_BEFORE_REST = 3
REST = 60.0

T = TypeVar("T")


class CircuitBreaker(threading.local):
    """After some failures in a row nobody waits for the service any more; after a rest one call tries it again.

    Every thread has a breaker of its own over what all of them know (a thread-local is made anew, with the same
    arguments, in each thread): the library holds its lock while the service is asked, so that with one breaker for
    all a slow answer to one person would keep everybody else waiting.
    """

    def __init__(self, known: pybreaker.CircuitMemoryStorage, failures: int, rest: float) -> None:
        self._breaker = pybreaker.CircuitBreaker(fail_max=failures, reset_timeout=rest, state_storage=known)

    def call(self, ask: Callable[[], T]) -> T:
        """What the service answers; raises ServiceUnavailable while it rests, and when this failure begins its rest."""
        try:
            return self._breaker.call(ask)
        except pybreaker.CircuitBreakerError as resting:
            raise ServiceUnavailable("The service is resting after failures") from resting


def circuit_breaker(failures: int = FAILURES_BEFORE_REST, rest: float = REST) -> CircuitBreaker:
    """A breaker for one service."""
    return CircuitBreaker(pybreaker.CircuitMemoryStorage(pybreaker.STATE_CLOSED), failures, rest)


class Caller:
    """GET and JSON; everything that goes wrong becomes ServiceUnavailable."""

    def __init__(
        self,
        name: str,
        session: requests.Session | None = None,
        breaker: CircuitBreaker | None = None,
        pause: float = PAUSE,
    ) -> None:
        self.name = name
        self._session = session or requests.Session()
        self._breaker = breaker or circuit_breaker()
        self._pause = pause

    def get(self, url: str, params: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        """The answer; None where the service says there is no such thing (404)."""
        return self._breaker.call(lambda: self._try(url, params))

    def _try(self, url: str, params: Mapping[str, Any] | None) -> dict[str, Any] | None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._ask(url, params)
            except (requests.RequestException, ValueError) as error:
                # The class only: the message of a request error holds the address, and the address holds the key.
                logger.warning("%s failed, attempt %s: %s", self.name, attempt, type(error).__name__)
                if isinstance(error, requests.ReadTimeout):
                    break  # it is slow, not gone: somebody has waited long enough
                if attempt < ATTEMPTS:
                    time.sleep(self._pause)
        raise ServiceUnavailable(f"The {self.name} does not answer")

    def _ask(self, url: str, params: Mapping[str, Any] | None) -> dict[str, Any] | None:
        response = self._session.get(url, params=params, timeout=TIMEOUTS, allow_redirects=False)
        if response.status_code in {400, 404}:  # not a failure of the service: it knows no such thing
            return None
        response.raise_for_status()
        if response.status_code != requests.codes.ok:
            raise ValueError("unexpected answer")
        answer = response.json()
        if not isinstance(answer, dict):
            raise ValueError("unexpected answer")
        return answer
