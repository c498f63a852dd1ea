"""Print the JSON Schema of a questionnaire document, so that editors complete and check it."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from portal.questionnaire.schema import json_schema, with_tables


class Command(BaseCommand):
    """The schema on standard output, or its keys as tables of a page."""

    help = "Print the JSON Schema of the questionnaires."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the tables are."""
        parser.add_argument(
            "--tables", type=Path, metavar="PAGE", help="bring the tables of keys on this page up to date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print, or write the tables into docs/add-a-question.md."""
        page: Path | None = options["tables"]
        if page is None:
            self.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False))
        else:
            page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")
