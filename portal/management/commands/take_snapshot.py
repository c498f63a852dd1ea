"""Has a worker take a snapshot now."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.logs.kinds import log_types
from portal.logs.snapshots.job import ask_for_snapshot


class Command(BaseCommand):
    """On demand; once a week it happens by itself."""

    help = "Take a snapshot of all logs of a kind and year as Parquet, into the export store."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Of what."""
        parser.add_argument("kind", choices=log_types())
        parser.add_argument("year", type=int)

    def handle(self, *args: Any, kind: str, year: int, **options: Any) -> None:
        """Ask for it."""
        try:
            snapshot = ask_for_snapshot(kind, year)
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"{snapshot} was asked for; a worker takes it now")
