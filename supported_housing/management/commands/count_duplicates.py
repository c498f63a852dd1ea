"""A report for support: which organisations have schemes or locations that say the same."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from orgs.models import Organisation
from portal.csv_files import csv_lines
from portal.windows import load_windows
from supported_housing.current_facts import current_status
from supported_housing.deactivation import facts_of
from supported_housing.duplicates import duplicate_locations, duplicate_schemes
from supported_housing.models import Location, Scheme
from supported_housing.status import Status

COLUMNS = ("organisation_id", "organisation_name", "sets", "records")


class Command(BaseCommand):
    help = "Writes a CSV of organisations with duplicate schemes or locations: number of sets, and of records in them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=("schemes", "locations"))
        parser.add_argument("--active", action="store_true", help="count only those that are active today")

    def handle(self, *args: Any, kind: str, active: bool, **options: Any) -> None:
        find = duplicate_schemes if kind == "schemes" else duplicate_locations
        windows = load_windows()

        def counts(record: Scheme | Location) -> bool:
            if not active:
                return True
            return current_status(facts_of(record, windows)) is Status.ACTIVE

        rows = []
        for organisation in Organisation.objects.kept().filter(schemes__isnull=False).distinct().order_by("pk"):
            sets = [[record for record in group if counts(record)] for group in find(organisation)]
            left = [group for group in sets if len(group) > 1]
            if left:
                rows.append((organisation.pk, organisation.name_on(), len(left), sum(map(len, left))))
        for line in csv_lines([COLUMNS, *rows]):
            self.stdout.write(line, ending="")
