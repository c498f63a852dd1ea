"""The database restarts twice, the second time by a crash, under saves, an upload, an export and the tick.

Only the embedded PostgreSQL of the checkout can be restarted; whatever else uses it feels that.
"""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection
from django.test.utils import setup_test_environment
from django.urls import reverse

from export_cds.models import ExportRun, RunState
from export_cds.running.request import request_run
from lettings.models import LettingsLog
from portal.jobs.models import LastTick
from portal.logs.uploads.models import Submission, SubmissionState
from tests.drills.scene import Scene, build, kill_outright, side_by_side, start_workers, wait_for
from tests.drills.sending import send_rows
from tests.export_cds.runs import records
from tests.portal.logs.filling import FillingClient, carried, page_of
from tests.portal.logs.record.worlds import recorded

QUEUES = {"core": 1, "mail": 1, "export": 1, "long": 1}
LOGS, ROWS = 4_000, 300
AGAIN = "Try again in a moment"


@dataclass
class Person:
    """Saves one log over and over, with the code that was last acknowledged."""

    browser: FillingClient
    log: LettingsLog
    url: str
    sent: dict[str, Any]
    acknowledged: str = ""
    saves: int = 0
    stale: bool = False
    answers: Counter[str] = field(default_factory=Counter)

    def save(self) -> None:
        """The next code, or the same again until it is acknowledged.

        In production the beginning of each request looks after the connection.
        """
        close_old_connections()
        if self.stale and not self._look_again():
            return
        code = f"C{self.saves + 1}"
        response = self.browser.post(self.url, {**self.sent, "tenancycode": code, "later": "1"})
        if response.status_code == 302 and "login" not in response.url:
            self.acknowledged, self.saves = code, self.saves + 1
            self.answers["saved"] += 1
            self.stale = True
        else:
            self._count(response)

    def _look_again(self) -> bool:
        """Open the page anew, as somebody does who goes on; whether it came."""
        response = self.browser.get(self.url)
        if response.status_code == 200:
            self.sent |= carried(response.content.decode())
            self.stale = False
        else:
            self._count(response)
        return not self.stale

    def _count(self, response: Any) -> None:
        if response.status_code == 503 and AGAIN in response.content.decode():
            self.answers["asked to try again"] += 1
        elif response.status_code == 302 and "login" in response.url:
            self.answers["asked to sign in"] += 1
        else:
            self.answers[f"{response.status_code}, something else"] += 1


def main() -> int:
    """Print what was lost, doubled or shown; exit code 1 when anything was."""
    parser = argparse.ArgumentParser(prog="script/drill database_restart")
    parser.add_argument("--count", type=int, default=4, help="people who save")
    wanted = parser.parse_args(sys.argv[1:])
    if not _is_embedded():
        print("This drill restarts the database, so it only works with the embedded one: unset DATABASE_URL.")
        return 1
    logging.disable(logging.CRITICAL)
    setup_test_environment()
    with connection.cursor() as cursor:  # as in production; the embedded database is quick instead
        cursor.execute(
            f"ALTER DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])} SET synchronous_commit = on"
        )
    connection.close()
    scene = build(LOGS)
    people = [_person(scene, number) for number in range(wanted.count)]
    with tempfile.TemporaryDirectory() as folder:
        group = start_workers(QUEUES)
        try:
            return _drill(scene, people, Path(folder))
        finally:
            kill_outright(group)


def _is_embedded() -> bool:
    note = settings.BASE_DIR / ".local" / "postgres.json"
    return note.exists() and json.loads(note.read_text())["port"] == int(connection.settings_dict["PORT"] or 0)


def _person(scene: Scene, number: int) -> Person:
    person = scene.people[number % len(scene.people)]
    log = recorded("lettings", person)
    browser = FillingClient()
    browser.raise_request_exception = False
    browser.force_login(person)
    url = reverse("admin:lettings_lettingslog_subsection", args=[log.pk, "setup"])
    return Person(browser, log, url, page_of(browser, url))


def _drill(scene: Scene, people: list[Person], store: Path) -> int:
    run = request_run(actor=None, collection="lettings", folder=str(store))
    upload = send_rows(scene.people[0], ROWS)
    over = threading.Event()
    began = time.monotonic()

    def act(number: int) -> None:
        if number == len(people):
            _restart_twice()
            time.sleep(5)
            over.set()
            return
        while not over.is_set():
            people[number].save()

    problems = side_by_side(len(people) + 1, act)
    back = time.monotonic()
    wait_for(lambda: _ended(run, upload), 300)
    return _report(people, run, upload, store, problems, (back - began, time.monotonic() - back))


def _restart_twice() -> None:
    for mode in ((), ("immediate",)):
        time.sleep(10)
        subprocess.run(
            [settings.BASE_DIR / "script" / "database", "restart", *mode], check=True, stderr=subprocess.DEVNULL
        )


def _ended(run: ExportRun, upload: Submission) -> bool:
    try:
        run.refresh_from_db()
        upload.refresh_from_db()
    except OperationalError:
        close_old_connections()
        return False
    return run.state == RunState.FINISHED and upload.state == SubmissionState.JUDGED


def _report(
    people: list[Person], run: ExportRun, upload: Submission, store: Path, problems: list[BaseException], took: Any
) -> int:
    answers: Counter[str] = sum((person.answers for person in people), Counter())
    lost = doubled = 0
    for person in people:
        person.log.refresh_from_db()
        lost += bool(person.acknowledged) and int(person.log.answers["tenancycode"][1:]) < int(person.acknowledged[1:])
        doubled += person.log.version != person.log.history.count()
    sent = Counter(record["log_id"] for path in store.glob("core_*.zip") for record in records(store, path.stem))
    twice = sum(count - 1 for count in sent.values())
    missing = LOGS - LettingsLog.objects.filter(pk__in=map(int, sent)).count()
    judged = upload.rows.exclude(outcome="").count()
    ticked = LastTick.objects.get()
    other = sum(count for name, count in answers.items() if "something else" in name)
    print(f"answers to saves                   {dict(answers)} in {took[0]:.0f} s")
    print(f"acknowledged saves lost            {lost:>5} (bar: 0)")
    print(f"histories off the saves            {doubled:>5} (bar: 0)")
    print(f"pages but “try again”              {other:>5} (bar: 0) {problems or ''}")
    print(
        f"export {run.state}, upload {upload.state}  {took[1]:>5.0f} s after the load, last tick {ticked.at:%H:%M:%S}"
    )
    print(f"logs sent twice, missing           {twice:>5}, {max(missing, 0)} (bar: 0)")
    print(f"rows of the upload judged          {judged:>5} of {ROWS}")
    ended = (run.state, upload.state) == (RunState.FINISHED, SubmissionState.JUDGED)
    bad = lost or doubled or other or problems or twice or missing > 0 or judged != ROWS or not ended
    return 1 if bad or not answers["asked to try again"] else 0


if __name__ == "__main__":
    sys.exit(main())
