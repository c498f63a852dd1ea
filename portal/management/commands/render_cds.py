"""Show the document that the department would get."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from export_cds.invented import CONTEXT, BadContext, documents
from portal.changes import LETTINGS, SALES
from portal.management.check_answers import CaseError, check_case
from portal.management.commands.check_answers import known_year
from portal.management.sample_worlds import find_reference
from portal.years.live import release_only


class Command(BaseCommand):
    help = "Print the XML document that the department would get of a log with these answers."

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        options["formatter_class"] = argparse.RawDescriptionHelpFormatter
        parser = super().create_parser(*args, **options)
        parser.epilog = CONTEXT
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("log_type", choices=[LETTINGS, SALES])
        parser.add_argument("year", type=int, help="collection year, for example 2026")
        parser.add_argument("--as-stored", action="store_true", help="take the answers as stored: derive nothing")
        parser.add_argument("--reference", type=Path, help="folder with areas and ranges")
        parser.add_argument("file", help='JSON: {"context": {...}, "answers": {...}} or a list of such; - reads it in')

    @release_only()
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = sys.stdin.read() if options["file"] == "-" else Path(options["file"]).read_text(encoding="utf-8")
            content = json.loads(text)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(f"{options['file']} is not JSON: {error}.") from error
        cases = content if isinstance(content, list) else [content]
        if not all(isinstance(case, dict) for case in cases):
            raise CommandError('The file must hold {"context": {...}, "answers": {...}} or a list of such.')
        if not options["as_stored"]:
            cases = [self._derived(options, case) for case in cases]
        try:
            document = documents(options["log_type"], options["year"], cases)
        except BadContext as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(document, ending="")

    def _derived(self, options: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
        """The case with what the portal would derive; a value that the case gives itself stays as it is."""
        log_type, year = known_year(options["log_type"], options["year"])
        reference = options["reference"] or find_reference(Path(options["file"]))
        try:
            found = check_case(log_type, year, {"answers": {}, **case}, reference)
        except CaseError as error:
            raise CommandError(str(error)) from error
        return {**case, "answers": {**found["derived"], **(case.get("answers") or {})}}
