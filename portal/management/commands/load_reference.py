"""Loads reference tables from a folder of CSV files."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lettings.reference.resources import RentRangeResource
from orgs.areas.resources import LocalAuthorityLinkResource, LocalAuthorityResource
from orgs.areas.shipped import SHIPPED
from portal.reference.load import Loaded, load_file
from portal.reference.resources import ReferenceResource
from sales.reference.resources import SaleRangeResource

# In the order in which they depend on each other.
TABLES: tuple[tuple[re.Pattern[str], type[ReferenceResource]], ...] = (
    (re.compile(r"^local_authorities\.csv$"), LocalAuthorityResource),
    (re.compile(r"^local_authority_links\.csv$"), LocalAuthorityLinkResource),
    (re.compile(r"^rent_ranges_(?P<year>20\d\d)\.csv$"), RentRangeResource),
    (re.compile(r"^sale_ranges_(?P<year>20\d\d)\.csv$"), SaleRangeResource),
)
ERRORS_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Loads local_authorities.csv, local_authority_links.csv, rent_ranges_YYYY.csv and sale_ranges_YYYY.csv "
        "from a folder; without one, the list of authorities that comes with the portal. Loading again changes "
        "nothing. A file with a mistake is left out as a whole and its rows are named."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=SHIPPED)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        known = [
            (resource, path, found.groupdict())
            for pattern, resource in TABLES
            for path in sorted(folder.iterdir())
            if (found := pattern.match(path.name))
        ]
        if not known:
            raise CommandError(f"No file in {folder} has a name that is known; see --help.")
        failed = [path.name for resource, path, names in known if not self._load(resource(), path, names)]
        if failed:
            raise CommandError(f"Not loaded: {', '.join(failed)}.")

    def _load(self, resource: ReferenceResource, path: Path, names: dict[str, str]) -> bool:
        extra = {"start_year": int(names["year"])} if "year" in names else {}
        loaded = load_file(resource, path, **extra)
        self._report(path.name, loaded)
        return not loaded.problems

    def _report(self, name: str, loaded: Loaded) -> None:
        if not loaded.problems:
            self.stdout.write(f"{name}: {loaded.new} new, {loaded.changed} changed, {loaded.unchanged} as before")
            return
        self.stderr.write(f"{name}: {len(loaded.problems)} mistakes, nothing loaded")
        for problem in loaded.problems[:ERRORS_SHOWN]:
            self.stderr.write(f"  {problem}")
        if len(loaded.problems) > ERRORS_SHOWN:
            self.stderr.write(f"  and {len(loaded.problems) - ERRORS_SHOWN} more")
