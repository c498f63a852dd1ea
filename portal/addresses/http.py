"""Calling a service that may be slow or down: time-outs, few retries, and a rest after repeated failure."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from typing import Any

import requests

from portal.addresses.services import ServiceUnavailable

logger = logging.getLogger(__name__)

TIMEOUTS = (3.0, 5.0)
ATTEMPTS = 2
PAUSE = 0.2
FAILURES_BEFORE_REST = 3
REST = 60.0


class CircuitBreaker:
    """After some failures in a row nobody waits for the service any more, until the rest is over."""

    def __init__(self, failures: int = FAILURES_BEFORE_REST, rest: float = REST) -> None:
        self._limit, self._rest = failures, rest
        self._failures, self._closed_until = 0, 0.0
        self._lock = threading.Lock()

    def allows(self) -> bool:
        with self._lock:
            return time.monotonic() >= self._closed_until

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self._limit:
                self._closed_until = time.monotonic() + self._rest
                self._failures = 0


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
        self._breaker = breaker or CircuitBreaker()
        self._pause = pause

    def get(self, url: str, params: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        """The answer; None where the service says there is no such thing (404)."""
        if not self._breaker.allows():
            raise ServiceUnavailable(f"The {self.name} is resting after failures")
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer = self._ask(url, params)
            except (requests.RequestException, ValueError) as error:
                # The class only: the message of a request error holds the address, and the address holds the key.
                logger.warning("%s failed, attempt %s: %s", self.name, attempt, type(error).__name__)
                if isinstance(error, requests.ReadTimeout):
                    break  # it is slow, not gone: somebody has waited long enough
                if attempt < ATTEMPTS:
                    time.sleep(self._pause)
                continue
            self._breaker.succeeded()
            return answer
        self._breaker.failed()
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
