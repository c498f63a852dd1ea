"""Loads what the columns of files mean."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.logs.downloads.definitions import load_definitions
from portal.logs.kinds import log_types


class Command(BaseCommand):
    """Loading again changes nothing."""

    help = "Load definitions of variables from the files {lettings|sales}_download_{yy}_{yy}.csv of a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the files are."""
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """All files or none."""
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        with transaction.atomic():
            loaded = load_definitions(folder, log_types())
        if not loaded:
            raise CommandError(f"{folder} holds no file such as lettings_download_26_27.csv.")
        for name, number in loaded.items():
            self.stdout.write(f"{name}: {number} new definitions")
