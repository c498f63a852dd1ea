"""The command of corrections: shows what would happen, and does it when told to."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from portal.windows import load_windows
from supported_housing.corrections.base import Corrector, Done
from supported_housing.corrections.files import Compared, FilesDiffer, SentFile, compare


class CorrectionCommand(BaseCommand):
    corrector: ClassVar[type[Corrector]]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("original", type=Path, help="the download as it was")
        parser.add_argument("edited", type=Path, help="the download with corrected cells")
        parser.add_argument("--as", dest="email", required=True, help="email address of whoever of support does it")
        parser.add_argument("--apply", action="store_true", help="do it; otherwise it is only shown")

    def handle(self, *args: Any, original: Path, edited: Path, email: str, apply: bool, **options: Any) -> None:
        actor = User.objects.filter(email=email.strip().lower(), discarded_at=None, active=True).first()
        if actor is None or not actor.is_support:
            raise CommandError(f"{email} is nobody of customer support.")
        try:
            files = [SentFile(path.name, path.read_bytes()) for path in (original, edited)]
            compared = compare(*files, key=self.corrector.key, columns=self.corrector.columns)
        except (OSError, FilesDiffer) as error:
            raise CommandError(str(error)) from error
        with transaction.atomic():
            corrector = self.corrector(actor=actor, windows=load_windows())
            done = [corrector.correct(row) for row in compared.rows]
            if not apply:
                transaction.set_rollback(True)
        self._report(compared, done, applied=apply)

    def _report(self, compared: Compared, done: list[Done], *, applied: bool) -> None:
        for row in done:
            for text in (*row.changes, *row.effects):
                self.stdout.write(f"{row.code}: {text}")
            for text in row.mistakes:
                self.stderr.write(f"{row.code}: {text}")
        for line, text in compared.mistakes:
            self.stderr.write(f"line {line}: {text}")
        changed = sum(bool(row.changes) for row in done)
        left = sum(bool(row.mistakes) for row in done) + len(compared.mistakes)
        self.stdout.write(f"{changed} corrected, {left} left as they are because of mistakes")
        if not applied:
            self.stdout.write("Nothing was saved. Give --apply to do it.")
