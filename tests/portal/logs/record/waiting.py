"""What another connection does meanwhile, for tests of locks; `beside` runs it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connection


def waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def until(happened: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(400):
        if happened():
            return
        pause.wait(0.025)
    raise AssertionError("it did not happen in ten seconds")
