"""Pages of logs are sent whole, as a browser does; what waits for a lock runs on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from django.db import connection

from tests.portal.logs.filling import FillingClient


@pytest.fixture
def client() -> FillingClient:
    """In place of the plain one."""
    return FillingClient()


@pytest.fixture
def beside() -> Iterator[Callable[[Callable[[], Any]], threading.Thread]]:
    """Runs something on another connection, as another process would."""
    started: list[threading.Thread] = []

    def run(work: Callable[[], Any]) -> threading.Thread:
        def and_close() -> None:
            try:
                work()
            finally:
                connection.close()

        thread = threading.Thread(target=and_close)
        thread.start()
        started.append(thread)
        return thread

    yield run
    for thread in started:
        thread.join(timeout=20)
        assert not thread.is_alive()
