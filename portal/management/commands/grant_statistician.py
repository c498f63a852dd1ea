"""Gives somebody a way into the database that shows the views and nothing else."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.logs.views.grants import WrongName, grant_statistician


class Command(BaseCommand):
    """Needs a database user who may create roles."""

    help = "Let a database role read the views of logs, and nothing else; makes the role where there is none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whom."""
        parser.add_argument("name", help="name of the database role, for example jane_stats")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        """Grant, and say what is left to do."""
        try:
            made = grant_statistician(name)
        except WrongName as problem:
            raise CommandError(str(problem)) from problem
        if made:
            self.stdout.write(f"made the role {name}; set its password with \\password {name} in psql")
        self.stdout.write(f"{name} may read the views of logs, and nothing else")
