"""Loads the national postcode directory into the database."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.addresses.directory import DirectoryError, load_directory


class Command(BaseCommand):
    help = "Replaces the postcode table by the rows of a directory file (CSV with columns such as pcds and oslaua)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        started = time.monotonic()
        try:
            loaded = load_directory(file)
        except DirectoryError as error:
            raise CommandError(str(error)) from error
        seconds = time.monotonic() - started
        self.stdout.write(f"{loaded.rows:,} postcodes loaded in {seconds:.0f} s; {loaded.without_area:,} without area")
        if loaded.mistake_count:
            self.stderr.write(f"{loaded.mistake_count:,} lines left out:")
            for mistake in loaded.mistakes:
                self.stderr.write(f"  {mistake}")
