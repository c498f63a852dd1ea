"""What waits for customer support, and the banners that everybody sees now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import Notification, SentEmail
from accounts.notifications import active, render_inline
from orgs.models import MergeRequest, MergeState, Organisation
from portal.clock import now
from portal.jobs.progress import jobs_in_trouble


@dataclass(frozen=True)
class Task:
    """Something to do, with the list it is done from."""

    text: str
    href: str


def tasks() -> list[Task]:
    """Only what there is: organisations that have not signed, merges that were begun, e-mails that failed, jobs that do not get on."""
    unsigned = (
        Organisation.objects.usable().filter(is_department=False, merge_date=None).with_agreement_signed()
    ).filter(has_signed=False)
    merges = MergeRequest.objects.filter(discarded_at=None).exclude(state=MergeState.MERGED)
    failed = SentEmail.objects.filter(state=SentEmail.State.FAILED)
    found = [
        (
            unsigned.count(),
            "organisation",
            "not confirmed the data sharing agreement",
            _list("orgs_organisation", "?agreement=no"),
        ),
        (merges.count(), "merge", "not been carried out yet", _list("orgs_mergerequest")),
        (failed.count(), "email", "not been delivered", _list("accounts_sentemail", "?state__exact=failed")),
    ]
    counted = [Task(_words(number, what, rest), href) for number, what, rest, href in found if number]
    return [*(Task(job.text, job.href) for job in jobs_in_trouble(now())), *counted]


def banners() -> list[dict[str, Any]]:
    """Shown to people now, newest first, each with the page to change it."""
    return [{"text": render_inline(one.title), "href": _change(one)} for one in active()[:10]]


def _words(number: int, what: str, rest: str) -> str:
    return f"1 {what} has {rest}" if number == 1 else f"{number:,} {what}s have {rest}"


def _list(name: str, query: str = "") -> str:
    return reverse(f"admin:{name}_changelist") + query


def _change(notification: Notification) -> str:
    return reverse("admin:accounts_notification_change", args=[notification.pk])
