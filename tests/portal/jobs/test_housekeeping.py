"""Tables of the machinery do not grow for ever."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessLog
from django_q.conf import Conf
from django_q.models import Failure, OrmQ, Success, Task
from django_q.monitor import save_task

from django.contrib.sessions.models import Session

from accounts import links
from accounts.models import AccountLink
from portal.clock import LONDON, frozen
from portal.jobs import housekeeping
from portal.jobs.due import CHECKS
from tests.factories.accounts import ProviderFactory

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 7, 1, 3, 20, tzinfo=LONDON)


def result(number: int, *, success: bool, days_ago: float = 0) -> dict[str, Any]:
    stopped = NIGHT - timedelta(days=days_ago)
    return {
        "id": f"{number:032d}",
        "name": f"job {number}",
        "func": "portal.jobs.tick.tick",
        "args": (),
        "kwargs": {},
        "group": None,
        "started": stopped,
        "stopped": stopped,
        "result": None,
        "success": success,
    }


def test_the_queue_keeps_failures_only() -> None:
    for number, success in enumerate((True, False)):
        save_task({**result(number, success=success), "sync": True}, broker=None)
    assert not Success.objects.exists()
    assert Failure.objects.count() == 1
    assert Conf.SAVE_LIMIT == -1


def test_failures_end_after_a_month_and_old_successes_at_once() -> None:
    for number, (success, days) in enumerate(((True, 2), (False, 29), (False, 31))):
        Task.objects.create(**result(number, success=success, days_ago=days))
    housekeeping.prune(NIGHT)
    assert [task.name for task in Task.objects.all()] == ["job 1"]


def test_sessions_links_and_sign_ins_end() -> None:
    user = ProviderFactory()
    for key, expires in (("old", NIGHT - timedelta(minutes=1)), ("new", NIGHT + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    for days in (100, 80):
        with frozen(NIGHT - timedelta(days=days)):
            links.new_link(user, AccountLink.Purpose.INVITATION, user.email)
    for days in (366, 364):
        entry = AccessLog.objects.create(username=user.email, ip_address="127.0.0.1")
        AccessLog.objects.filter(pk=entry.pk).update(attempt_time=NIGHT - timedelta(days=days))
    housekeeping.prune(NIGHT)
    assert [session.session_key for session in Session.objects.all()] == ["new"]
    assert AccountLink.objects.count() == 1
    assert AccessLog.objects.count() == 1


def test_it_happens_at_night_only() -> None:
    assert housekeeping.tidy in CHECKS
    Task.objects.create(**result(1, success=False, days_ago=100))
    housekeeping.tidy(NIGHT.replace(hour=14))
    assert Task.objects.exists()
    housekeeping.tidy(NIGHT)
    assert not Task.objects.exists()
    assert not OrmQ.objects.exists()
