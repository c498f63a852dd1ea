"""Print the JSON Schema of a questionnaire document, so that editors complete and check it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from portal.questionnaire.schema import json_schema


class Command(BaseCommand):
    """The schema on standard output."""

    help = "Print the JSON Schema of the questionnaires."

    def handle(self, *args: Any, **options: Any) -> None:
        """No arguments."""
        self.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False))
