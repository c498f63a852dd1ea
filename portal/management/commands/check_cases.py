"""Run reference cases through the engine."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.logs.cases import CasesError, Outcome, report, run_file


class Command(BaseCommand):
    """Print each difference and count them; exit 0 when there is none that is not on purpose."""

    help = "Run files of reference cases through the engine and print where it differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files first, then what to choose from them."""
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--log-type", choices=["lettings", "sales"])
        parser.add_argument("--year", type=int)
        parser.add_argument("--reference", type=Path, help="folder with areas and ranges")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the cases in the order of the files."""
        outcomes: list[Outcome] = []
        for path in options["files"]:
            if not path.is_file():
                raise CommandError(f"there is no file {path}")
            reference = options["reference"] or find_reference(path)
            try:
                outcomes.extend(run_file(path, options["log_type"], options["year"], reference))
            except CasesError as error:
                raise CommandError(str(error)) from error
        for line in report(outcomes):
            self.stdout.write(line)
        if any(not outcome.agrees and not outcome.on_purpose for outcome in outcomes):
            sys.exit(1)


def find_reference(path: Path) -> Path:
    """The folder of areas and ranges that belongs to a file of cases: beside it, above it, or beside the project."""
    folders = [*path.resolve().parents, Path(settings.BASE_DIR).parent / "shared"]
    for folder in folders:
        if (folder / "reference" / "local_authorities.csv").is_file():
            return folder / "reference"
    raise CommandError("areas and ranges were not found: name their folder with --reference DIR")
