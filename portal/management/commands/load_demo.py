"""Fills a database with invented organisations, people, schemes and logs."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from orgs.areas.lookup import load_areas
from orgs.areas.shipped import load_shipped_areas
from portal.clock import today
from portal.demo.logs import load_logs, load_postcodes
from portal.demo.organisations import ORGANISATIONS, load_organisations
from portal.demo.people import PASSWORD, load_people, people, sign_agreements
from portal.demo.ranges import load_illustrative_ranges
from portal.demo.schemes import load_schemes
from portal.windows import collection_year


class Command(BaseCommand):
    help = "Loads the demonstration data; running it again changes nothing. --print-sign-ins only prints."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--print-sign-ins", action="store_true", help="print who can sign in, load nothing")

    def handle(self, *args: Any, print_sign_ins: bool, **options: Any) -> None:
        if not getattr(settings, "DEMO_DATA", False):
            raise CommandError("Demonstration data have passwords that everybody knows; not on this system.")
        if print_sign_ins:
            self.print_sign_ins()
        else:
            self.load()

    @transaction.atomic
    def load(self) -> None:
        load_shipped_areas()
        areas = load_areas()
        year = collection_year(today())
        load_illustrative_ranges(areas, [year - 1, year])
        department, by_letter = load_organisations()
        users = load_people(department, by_letter)
        sign_agreements(by_letter, users)
        load_schemes(by_letter)
        load_postcodes()
        load_logs(by_letter, users)

    def print_sign_ins(self) -> None:
        listed = people()
        width = max(len(person.email) for person in listed)
        self.stdout.write(f"Password for all: {PASSWORD}")
        for person in listed:
            where = ORGANISATIONS[person.letter]["name"] if person.letter else "the department"
            self.stdout.write(f"  {person.email:<{width}}  {person.words}, {where}")
