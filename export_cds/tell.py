"""Support hears of an export in trouble by e-mail; the home page shows it at once."""

from __future__ import annotations

from accounts.mail import queue_email
from accounts.models import User
from accounts.roles import Role
from export_cds.models import ExportRun, RunState
from portal.theme.record_pages import record_url


def tell_support(run: ExportRun) -> None:
    """Once for each run: when it has failed for an hour, and when it was given up before that."""
    what = "was given up" if run.state == RunState.FAILED else "has been failing for an hour and goes on trying"
    page = record_url(run)
    for person in User.objects.usable().filter(role=Role.SUPPORT):
        queue_email("export_in_trouble", user=person, what=what, reason=run.error, page=page)
