"""What people prove who they are with: asked for again before it is changed, and what follows from every change.

Whoever borrows a signed-in browser, or one mailbox, must not be able to keep the account. So address, password,
authenticator app, recovery codes and keys are changed only by somebody who has just given the password (and the
second factor), and each change ends everything that was opened with the old ones.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts import links, staff_sessions
from accounts.mail import queue_email
from accounts.models import User
from portal.clock import now

CONFIRMED_FOR = 15 * 60
"""Seconds in which several things can be changed one after the other."""
KEY = "identity_confirmed_at"


def identity_confirmed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages that change what people sign in with: leads to the question for the present password first."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return question_first(request) or view(request, *args, **kwargs)

    return asked


def question_first(request: HttpRequest) -> HttpResponse | None:
    """The way to the question for the present password, unless it was answered not long ago."""
    if is_confirmed(request):
        return None
    return redirect(reverse("accounts:confirm", query={"next": request.path}))


def confirm(request: HttpRequest) -> None:
    """Remembers in this sign-in that its owner sits in front of it."""
    request.session[KEY] = int(now().timestamp())


def is_confirmed(request: HttpRequest) -> bool:
    """Not long ago, in this sign-in."""
    at = request.session.get(KEY)
    return isinstance(at, int) and 0 <= now().timestamp() - at <= CONFIRMED_FOR


@transaction.atomic
def changed(user: User, what: str, *, request: HttpRequest | None = None, tell: bool = True) -> None:
    """Ends other sign-ins, open links and staff sessions, and tells the person. `request` is the sign-in that stays."""
    User.objects.filter(pk=user.pk).update(sign_in_version=F("sign_in_version") + 1)
    user.refresh_from_db(fields=["sign_in_version"])
    links.end_open(user)
    staff_sessions.end_all(user)
    if tell:
        queue_email("credentials_changed", user=user, what=what)
    if request is not None:
        update_session_auth_hash(request, user)
