"""Has a worker take a snapshot now."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.clock import end_of_day
from portal.logs.kinds import log_types
from portal.logs.snapshots.job import ask_for_snapshot


class Command(BaseCommand):
    """On demand; once a week it happens by itself."""

    help = "Take a snapshot of all logs of a kind and year as Parquet, into the export store."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Of what."""
        parser.add_argument("kind", choices=log_types())
        parser.add_argument("year", type=int)
        parser.add_argument("--as-of", type=date.fromisoformat, help="as logs stood at the end of a day (2026-05-31)")

    def handle(self, *args: Any, kind: str, year: int, as_of: date | None, **options: Any) -> None:
        """Ask for it."""
        try:
            snapshot = ask_for_snapshot(kind, year, end_of_day(as_of) if as_of else None)
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{snapshot} was asked for; a worker takes it now")
