"""Sessions end by themselves: after a while without use, and after a working day whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control

from portal.busy import failed, is_away
from portal.clock import now

MINUTE = 60
DEFAULT_LIMITS = {"privileged_idle": 60 * MINUTE, "idle": 4 * 60 * MINUTE, "absolute": 12 * 60 * MINUTE}


class PatientSessionMiddleware(SessionMiddleware):
    """A session that cannot be saved leads to sign-in, not to a bad request.

    Where the database is away the session is still there: the person is asked to try again instead.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except SessionInterrupted as interrupted:
            if is_away(interrupted):
                return failed(request)
            return HttpResponseRedirect(reverse("admin:login", query={"next": _safe_next(request)}))


class SessionLimitMiddleware:
    """Shorter for people who see every organisation's data."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.limits = {**DEFAULT_LIMITS, **getattr(settings, "SESSION_LIMITS", {})}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and (why := self._over(request)):
            logout(request)
            messages.info(request, f"You were signed out because {why}.")
            if request.path != reverse("admin:login"):
                return HttpResponseRedirect(reverse("admin:login", query={"next": _safe_next(request)}))
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)  # the next person at the desk sees nothing
        return response

    def _over(self, request: HttpRequest) -> str:
        """Why the session has come to its end, or nothing."""
        user: Any = request.user
        session, at = request.session, int(now().timestamp())
        started = session.setdefault("signed_in_at", at)
        seen = session.get("seen_at", at)
        idle = self.limits["privileged_idle" if user.is_privileged else "idle"]
        if at - seen > idle:
            return "you had not used the service for a while"
        if at - started > self.limits["absolute"]:
            return "you had been signed in for a whole working day"
        if at - seen >= MINUTE or "seen_at" not in session:  # not a write at every request
            session["seen_at"] = at
        return ""


def _safe_next(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" else "/"
