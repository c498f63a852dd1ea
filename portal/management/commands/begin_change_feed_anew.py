"""After a restore: the change feed of the API begins anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal.api.changes import begin_anew


class Command(BaseCommand):
    """Every system reads the feed from the beginning once."""

    help = "After the database was restored from a backup: have every system read the change feed from the beginning."

    def handle(self, *args: Any, **options: Any) -> None:
        """No more than that."""
        begin_anew()
        self.stdout.write("The change feed has begun anew; older cursors are told so.")
