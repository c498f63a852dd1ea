"""Judge answers given as JSON."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.logs.answers_json import AnswersEncoder
from portal.logs.kinds import kind_named, log_types
from portal.management.check_answers import CaseError, check_case, read_cases
from portal.management.sample_worlds import find_reference
from portal.years.live import release_only


class Command(BaseCommand):
    """Print what the engine says of a case, or of each case of a list."""

    help = "Judge answers given as JSON: what is asked, missing, wrong, to be confirmed, derived and cleared."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Kind, year, file."""
        parser.add_argument("log_type", help="lettings or sales")
        parser.add_argument("year", help="collection year, such as 2026")
        parser.add_argument("file", help="JSON file, - for standard input")
        parser.add_argument("--reference", type=Path, help="folder with areas and ranges")

    @release_only()
    def handle(self, *args: Any, **options: Any) -> None:
        """A list in gives a list out."""
        log_type, year = known_year(options["log_type"], options["year"])
        path = Path(options["file"])
        reference = options["reference"] or find_reference(path)
        try:
            content = read_cases(_text(options["file"]))
            if isinstance(content, list):
                found: Any = [_numbered(log_type, year, case, reference, at) for at, case in enumerate(content, 1)]
            else:
                found = check_case(log_type, year, content, reference)
        except CaseError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(found, cls=AnswersEncoder, indent=2))


def known_year(log_type: str, year: Any) -> tuple[str, int]:
    """The kind and year of a questionnaire that exists; CommandError otherwise."""
    if log_type not in log_types():
        raise CommandError(f"there is no log type “{log_type}”: choose {' or '.join(log_types())}")
    years = kind_named(log_type).years
    if str(year) not in map(str, years):
        raise CommandError(f"there is no {log_type} questionnaire of {year}: choose {' or '.join(map(str, years))}")
    return log_type, int(year)


def _numbered(log_type: str, year: int, case: Any, reference: Path, number: int) -> dict[str, Any]:
    try:
        return check_case(log_type, year, case, reference)
    except CaseError as error:
        raise CaseError(f"case {number}: {error}") from error


def _text(name: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"{name} is not UTF-8 text") from error
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}") from error
