"""Workers are killed while they send: is any e-mail lost, and can every repeat be known?"""

from __future__ import annotations

import argparse
import email
import logging
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from accounts.models import SentEmail
from portal.clock import now
from tests.drills.scene import build, kill_after, start_python, wait_for

SEND = (
    "import time; from django.conf import settings; from django.core.mail.backends import filebased; "
    "settings.EMAIL_BACKEND = 'django.core.mail.backends.filebased.EmailBackend'; "
    "settings.EMAIL_FILE_PATH = arguments[0]; "
    "write = filebased.EmailBackend.send_messages; "
    "filebased.EmailBackend.send_messages = lambda *a: (write(*a), time.sleep(0.05))[0]; "
    "from accounts.mail.deliver import deliver_due; deliver_due()"
)
MAILS = 60


def main() -> int:
    """Print what was found; exit code 1 when one was lost or a kill repeated more than the one in hand."""
    parser = argparse.ArgumentParser(prog="script/drill mail_kills")
    parser.add_argument("--count", type=int, default=15, help="kills")
    wanted = parser.parse_args(sys.argv[1:])
    logging.disable(logging.ERROR)
    scene = build(0)
    person = scene.people[0]
    kills = 0
    with tempfile.TemporaryDirectory() as folder:
        while kills < wanted.count:
            SentEmail.objects.bulk_create(
                SentEmail(
                    template="organisation_changed",
                    to=person.email,
                    user=person,
                    parameters={"from_organisation": "A", "to_organisation": "B", "logs": ""},
                )
                for _ in range(MAILS)
            )
            process, before = start_python(SEND, folder), len(os.listdir(folder))
            wait_for(lambda: len(os.listdir(folder)) > before or process.poll() is not None)  # noqa: B023 - asked at once
            kills += kill_after(process, scene.random.uniform(0, 2))
            # The time of what was in hand is over.
            SentEmail.objects.filter(state=SentEmail.State.SENDING).update(next_attempt_at=now())
        while SentEmail.objects.filter(state__in=SentEmail.OPEN_STATES).exists():
            start_python(SEND, folder).wait()
        keys = Counter(_keys(Path(folder)))
    known = {f"<{key}@" for key in SentEmail.objects.values_list("key", flat=True)}
    lost = len(known) - len(keys)
    repeats = sum(count - 1 for count in keys.values())
    print(f"e-mails                        {len(known):>6}")
    print(f"kills                          {kills:>6}")
    print(f"lost                           {lost:>6} (bar: 0)")
    print(f"sent again, with the same key  {repeats:>6} (bar: at most one for each kill)")
    return 1 if lost or repeats > kills else 0


def _keys(folder: Path) -> list[str]:
    found = []
    for name in os.listdir(folder):
        for text in (folder / name).read_text().split("-" * 79):
            if message_id := email.message_from_string(text.lstrip())["Message-ID"]:
                found.append(message_id.partition("@")[0] + "@")
    return found


if __name__ == "__main__":
    sys.exit(main())
