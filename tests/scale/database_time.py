"""What the database works for us, measured apart from what it makes us wait."""

from __future__ import annotations

import os
from pathlib import Path

from django.db import connection


class DatabaseTime:
    """What the process of the database that serves us has used of a core; nothing where it runs elsewhere."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self._stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
        self._before = self._seconds()

    def spent(self) -> float:
        """Seconds since the last time."""
        before, self._before = self._before, self._seconds()
        return self._before - before

    def _seconds(self) -> float:
        if not self._stat.is_file():
            return 0.0
        user, system = self._stat.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
