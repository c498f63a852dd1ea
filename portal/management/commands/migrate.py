"""Django's own, one at a time: machines that start a release together wait for each other."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

ONE_AT_A_TIME = 20261128


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        """Hold a lock on a connection of its own, which ends with the command however it ends."""
        side = connections[options["database"]].copy()
        try:
            with side.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            super().handle(*args, **options)
        finally:
            side.close()
