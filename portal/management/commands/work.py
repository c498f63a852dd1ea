"""The workers of all queues, or of some."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from portal.jobs.supervise import supervise


class Command(BaseCommand):
    help = "Work through the queues until stopped. Several machines may do so at once, for all queues or for some."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "queue", nargs="*", choices=[[], *settings.JOB_QUEUES], help="only these queues instead of all"
        )
        parser.add_argument(
            "--patience", type=float, default=15, help="seconds for what is in hand to end when told to stop"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["queue"] or list(settings.JOB_QUEUES)
        supervise({queue: settings.JOB_QUEUES[queue] for queue in wanted}, options["patience"])
