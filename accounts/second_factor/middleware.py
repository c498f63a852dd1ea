from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.second_factor.codes import required_for

OPEN = ("/static/", "/health")


class SecondFactorMiddleware:
    """No page for privileged people before the second factor, whichever way they came by their session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or not required_for(user) or user.is_verified():
            return self.get_response(request)
        page = reverse("accounts:second_factor")
        if request.path.startswith((page, reverse("admin:logout"), *OPEN)):
            return self.get_response(request)
        target = request.get_full_path() if request.method == "GET" else "/"
        return HttpResponseRedirect(reverse("accounts:second_factor", query={"next": target}))
