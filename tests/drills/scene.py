"""Organisations, people and logs for drills, made in a few statements, and ways to break things."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import close_old_connections, connection

from accounts.models import User
from lettings.models import LettingsLog
from orgs.models import Organisation
from portal.clock import today
from tests.export_cds.documents import PLAIN_LETTING
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import LocationFactory

TABLES = (
    "orgs_organisation, accounts_user, auth_group, portal_changemark, portal_changedfact, export_cds_exportrun,"
    " django_q_ormq, django_q_task"
)


@dataclass
class Scene:
    """Some organisations, each with people and a scheme."""

    organisations: list[Organisation]
    people: list[User]
    locations: list[Any]
    support: User
    random: random.Random = field(default_factory=lambda: random.Random(1))

    def letting(self, number: int, *, housing: bool) -> LettingsLog:
        """The next of many logs."""
        place = number % len(self.organisations)
        owner, day = self.organisations[place], max(today(), date(today().year, 4, 1))
        location = self.locations[place] if housing else None
        answers = {**PLAIN_LETTING, "startdate": day.isoformat(), "needstype": 2 if housing else 1, "beds": 1}
        return LettingsLog(
            owning_organisation=owner,
            managing_organisation=owner,
            assigned_to=self.people[place],
            created_by=self.people[place],
            scheme=location and location.scheme,
            location=location,
            date=day,
            collection_year=day.year if day.month >= 4 else day.year - 1,
            needstype=answers["needstype"],
            status=2,
            duplicate_key=f"{number // 2:032d}",
            answers=answers,
        )


def build(logs: int, *, organisations: int = 4, housing: bool = False) -> Scene:
    """Empty the database of the drill and fill it anew."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {TABLES} CASCADE")
    owners = [OrganisationFactory(signed=True, holds_own_stock=True) for _ in range(organisations)]
    people = [ProviderFactory(organisation=owner) for owner in owners]
    for owner in owners:
        CoordinatorFactory(organisation=owner)
    locations = [LocationFactory(scheme__owning_organisation=owner) for owner in owners]
    scene = Scene(owners, people, locations, SupportFactory())
    LettingsLog.objects.bulk_create(
        (scene.letting(number, housing=housing) for number in range(logs)), batch_size=2_000
    )
    return scene


def start_python(code: str, *arguments: Any) -> subprocess.Popen[bytes]:
    """A process of its own that can be killed; the code finds its arguments in `arguments`."""
    prelude = "import sys, json, django; django.setup(); arguments = json.loads(sys.argv[1]); "
    return subprocess.Popen(
        [sys.executable, "-c", prelude + code, json.dumps(arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


SERVE = (
    "from django.conf import settings; from django.db import connection; "
    "connection.settings_dict['NAME'] = arguments[0]; [setattr(settings, *pair) for pair in arguments[2].items()]; "
    "from portal.jobs.supervise import supervise; supervise(arguments[1], 5)"
)


def start_workers(queues: dict[str, int], **changed: Any) -> subprocess.Popen[bytes]:
    """The group of workers as `manage.py work` starts it, for this database and with these settings."""
    return start_python(SERVE, connection.settings_dict["NAME"], queues, changed)


def parents() -> dict[int, int]:
    """Every living process with its parent; those that only wait to be counted as dead are left out."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (place / "stat").read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # ended while we looked
        if state != "Z":
            found[int(place.name)] = int(parent)
    return found


def below(pid: int) -> set[int]:
    """Children, their children, and so on."""
    known = parents()
    found: set[int] = set()
    while new := {child for child, parent in known.items() if parent in found | {pid}} - found:
        found |= new
    return found


def kill_outright(group: subprocess.Popen[bytes]) -> set[int]:
    """Kill the process that the others hang on; those of them that live on for 20 seconds."""
    workers = below(group.pid)
    group.send_signal(signal.SIGKILL)
    group.wait()
    wait_for(lambda: not workers & parents().keys(), 20)
    return workers & parents().keys()


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill it outright unless it has ended by then; whether it was killed."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def wait_for(condition: Callable[[], bool], seconds: float = 60) -> bool:
    """Ask again and again until it holds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def side_by_side(workers: int, act: Callable[[int], None]) -> list[BaseException]:
    """Run in so many threads, each with a connection of its own; what went wrong."""
    problems: list[BaseException] = []

    def run(number: int) -> None:
        try:
            act(number)
        except BaseException as problem:
            problems.append(problem)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems
