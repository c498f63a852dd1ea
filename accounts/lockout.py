"""Whom failed sign-ins count against, when they lock, and what is said then."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt

from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.addresses import clean_address
from accounts.models import User
from portal.clock import now
from portal.theme.pages import form_page

FROM_EVERYWHERE = 50
"""Wrong passwords for one address from all places together: guessing that is spread over many machines."""


def typed_address(request: Any, credentials: dict[str, Any] | None = None) -> str:
    """The form field is called username, the field of the model email: without this nobody would be counted."""
    typed = (credentials or {}).get("username") or (credentials or {}).get("email")
    if not typed and request is not None:
        typed = request.POST.get("username")
    return clean_address(typed)


class LockoutHandler(AxesDatabaseHandler):
    """The few failures from one place lock that place out; many from everywhere lock the account."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """Those from this place, or the limit when the account is being guessed at from everywhere."""
        here = super().get_failures(request, credentials)
        recent = AccessAttempt.objects.filter(
            username=typed_address(request, credentials), attempt_time__gte=get_cool_off_threshold(request)
        )
        everywhere = recent.aggregate(n=Sum("failures_since_start"))["n"] or 0
        return max(here, settings.AXES_FAILURE_LIMIT) if everywhere >= FROM_EVERYWHERE else here


def is_locked(user: User) -> bool:
    """Whether the person cannot sign in for now, from the place they tried from or from anywhere."""
    attempts = AccessAttempt.objects.filter(
        username=user.email, attempt_time__gte=now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    )
    counts = list(attempts.values_list("failures_since_start", flat=True))
    return any(count >= settings.AXES_FAILURE_LIMIT for count in counts) or sum(counts) >= FROM_EVERYWHERE


def forget_failures(user: User) -> None:
    """Lets the person try again at once."""
    AccessAttempt.objects.filter(username=user.email).delete()


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """In place of the sign-in page. The same for addresses that have no account."""
    page: Any = form_page(
        request,
        title="You cannot sign in for now",
        intro=[
            "There were too many wrong passwords for this email address. Try again in one hour.",
            "You do not have to wait if you choose a new password.",
        ],
        links=[("Choose a new password", reverse("accounts:password_reset"))],
        status=429,
    )
    return page.render()
