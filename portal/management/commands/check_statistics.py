"""Proves that the figures of the statistics pages are those of a full count."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.statistics import check
from portal.statistics.count import count_all


class Command(BaseCommand):
    """Count what waits, then compare with a full count; exits with an error when they differ."""

    help = "Compares the figures kept for the statistics pages with a full count of all logs."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--mend` has logs that differ counted again."""
        parser.add_argument("--mend", action="store_true", help="Count the logs that differ again.")

    def handle(self, *args: Any, mend: bool = False, **options: Any) -> None:
        """Say what differs."""
        count_all()
        found = check.check_figures()
        for line in [*(f"{log_type} log {pk} contributes otherwise" for log_type, pk in found.logs), *found.sums][:50]:
            self.stdout.write(line)
        if mend and found.logs:
            check.mend(found)
            count_all()
            self.stdout.write(f"{len(found.logs)} logs were counted again.")
        elif found.logs or found.sums:
            raise CommandError(f"{len(found.logs)} logs and {len(found.sums)} sums differ.")
        else:
            self.stdout.write(f"The figures are those of {found.counted} logs.")
