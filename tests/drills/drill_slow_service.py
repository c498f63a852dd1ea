"""A mail server takes connections and never answers: does an export, a merge or an upload wait for it?"""

from __future__ import annotations

import argparse
import logging
import socket
import sys
import tempfile
import time
from collections.abc import Callable

from django.conf import settings

from accounts.models import SentEmail
from export_cds.models import ExportRun, RunState
from export_cds.running.request import request_run
from orgs.merges import perform
from orgs.models import MergeRequest, MergeState
from portal.clock import today
from portal.jobs.models import LastTick
from portal.logs.uploads.models import Submission, SubmissionState
from tests.drills.scene import Scene, build, kill_outright, start_workers, wait_for
from tests.drills.sending import send_rows
from tests.factories.orgs import MergeRequestFactory, MergeRequestOrganisationFactory

MAILS = 30
QUEUES = {"core": 1, "mail": 1, "export": 1, "long": 2}


def main() -> int:
    """Print how long each kind of work took beside the silent server; exit code 1 when one never ended."""
    parser = argparse.ArgumentParser(prog="script/drill slow_service")
    parser.add_argument("--count", type=int, default=1_000, help="logs")
    wanted = parser.parse_args(sys.argv[1:])
    logging.disable(logging.ERROR)
    scene = build(wanted.count)
    silent = socket.create_server(("127.0.0.1", 0), backlog=100)
    host, port = silent.getsockname()
    mails = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port,
    }
    _queue_mails(scene)
    with tempfile.TemporaryDirectory() as folder:
        group = start_workers(QUEUES, **mails)
        try:
            stuck = wait_for(lambda: SentEmail.objects.filter(state=SentEmail.State.SENDING).exists(), 180)
            return _report(stuck, _beside(scene, folder))
        finally:
            kill_outright(group)
            silent.close()


def _queue_mails(scene: Scene) -> None:
    person = scene.people[0]
    SentEmail.objects.all().delete()
    LastTick.objects.all().delete()
    SentEmail.objects.bulk_create(
        SentEmail(
            template="organisation_changed",
            to=person.email,
            user=person,
            parameters={"from_organisation": "A", "to_organisation": "B", "logs": ""},
        )
        for _ in range(MAILS)
    )


def _beside(scene: Scene, folder: str) -> dict[str, float | None]:
    """What is asked for while the mail server keeps silent, with the seconds until it was done."""
    absorber, merging = scene.organisations[:2]
    merge = MergeRequestFactory(absorbing_organisation=absorber, merge_date=today(), requester=scene.support)
    MergeRequestOrganisationFactory(merge_request=merge, merging_organisation=merging)
    began = time.monotonic()
    perform.start(actor=scene.support, request=merge)
    run = request_run(actor=None, collection="lettings", folder=folder)
    upload = send_rows(scene.people[2], 50)
    done: dict[str, Callable[[], bool]] = {
        "export": lambda: ExportRun.objects.get(pk=run.pk).state == RunState.FINISHED,
        "merge": lambda: MergeRequest.objects.get(pk=merge.pk).state == MergeState.MERGED,
        "upload": lambda: Submission.objects.get(pk=upload.pk).state == SubmissionState.JUDGED,
        "tick": lambda: LastTick.objects.exists(),
    }
    took: dict[str, float | None] = dict.fromkeys(done)

    def all_done() -> bool:
        for name, ended in done.items():
            if took[name] is None and ended():
                took[name] = time.monotonic() - began
        return None not in took.values()

    wait_for(all_done, 240)
    return took


def _report(stuck: bool, took: dict[str, float | None]) -> int:
    waiting = SentEmail.objects.filter(state__in=SentEmail.OPEN_STATES).count()
    failed = SentEmail.objects.filter(attempts__gt=0, state=SentEmail.State.WAITING).count()
    print(
        f"e-mails that wait for the silent server   {waiting:>4}, {failed} let go of after {settings.EMAIL_TIMEOUT} s"
    )
    for name, seconds in took.items():
        print(f"{name:<41} {'never' if seconds is None else f'{seconds:.0f} s':>4}")
    return 0 if stuck and waiting >= MAILS and None not in took.values() else 1


if __name__ == "__main__":
    sys.exit(main())
