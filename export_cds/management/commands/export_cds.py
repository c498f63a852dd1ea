"""Run an export here and now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from export_cds.models import ExportRun, ExportState, RunKind
from export_cds.models.run import OPEN_STATES
from export_cds.running.perform import perform
from export_cds.running.request import AnotherRunIsOpen, BadRequest, request_run
from portal.changes import COLLECTIONS
from portal.jobs.claim import NotClaimed


class Command(BaseCommand):
    help = "Export to the department: what has changed, or everything. An export that was interrupted is resumed first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--collection", choices=COLLECTIONS, default="", help="one collection instead of all four")
        parser.add_argument("--year", type=int, help="one collection year of lettings and sales")
        parser.add_argument("--full", action="store_true", help="everything, not only what has changed")
        parser.add_argument("--to", type=Path, help="deliver into this folder instead of the usual store")

    def handle(self, *args: Any, **options: Any) -> None:
        kind = RunKind.FULL if options["full"] else RunKind.PARTIAL
        folder = str(options["to"].resolve()) if options["to"] else ""
        wanted = {"kind": kind, "collection": options["collection"], "year": options["year"], "folder": folder}
        interrupted = ExportRun.objects.filter(state__in=OPEN_STATES).first()
        if interrupted is not None:
            self.stdout.write(f"Resuming {interrupted}, which was interrupted.")
            self._perform(interrupted)
            if all(getattr(interrupted, name) == value for name, value in wanted.items()):
                return
        try:
            self._perform(request_run(actor=None, enqueue=False, **wanted))
        except (AnotherRunIsOpen, BadRequest) as problem:
            raise CommandError(str(problem)) from problem

    def _perform(self, run: ExportRun) -> None:
        try:
            finished = perform(run.pk)
        except NotClaimed as reason:
            raise CommandError(f"{reason} Wait until it has ended.") from reason
        except Exception as error:
            raise CommandError(
                f"{run} stopped: {error}\nNothing counts as sent. Run the command again to resume it."
            ) from error
        self._report(finished)

    def _report(self, run: ExportRun) -> None:
        for export in run.exports.all():
            year = f" {export.year}" if export.year else ""
            if export.state == ExportState.EMPTY:
                self.stdout.write(f"{export.collection}{year}: nothing to send")
            else:
                self.stdout.write(
                    f"{export.collection}{year}: {export.records} records in {export.file_name}, {export.size} bytes"
                )
        self.stdout.write(f"Master manifest: {run.manifest_name}")
