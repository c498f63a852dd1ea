"""After a restore: e-mails that waited in the backup may have been sent since."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import SentEmail


class Command(BaseCommand):
    help = "Give up every e-mail that waits, so that none goes out a second time after a restore from a backup."

    def handle(self, *args: Any, **options: Any) -> None:
        held = SentEmail.objects.filter(state__in=SentEmail.OPEN_STATES).update(
            state=SentEmail.State.FAILED, last_error="Held back after a restore"
        )
        self.stdout.write(f"{held} held back; they are listed under Emails sent.")
