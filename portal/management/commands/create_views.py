"""Make the typed SQL views of logs anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.logs.views.statements import create_views, drop_views


class Command(BaseCommand):
    """Run after migrating, and after a questionnaire changed."""

    help = "Create the SQL views of logs by year, such as lettings_2026, from the questionnaires."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take away only, for a migration that changes columns of the logs."""
        parser.add_argument("--drop", action="store_true", help="only take the views away")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make or take away."""
        if options["drop"]:
            drop_views()
            return
        for name in create_views():
            self.stdout.write(f"created the view {name}")
