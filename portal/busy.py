"""Somebody else was changing the same records all the while: told in words, with what was sent kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from portal.retrying import is_passing
from portal.theme.pages import form_page

CONFLICT = 409


class BusyResponse(HttpResponse):
    """Stands in for the page until every transaction has ended, because the page itself reads the database."""

    status_code = CONFLICT


class BusyMiddleware:
    """A deadlock that outlasts all tries is no failure of the portal: the person can send the same once more.

    Outside of whatever holds a transaction open around a view, for people who are signed in; programs are answered
    by the interface that they use.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return busy_page(request) if isinstance(response, BusyResponse) else response

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        """What the view wrote is taken back with its transaction."""
        if not is_passing(failure) or not request.user.is_authenticated:
            return None
        if connection.in_atomic_block:
            transaction.set_rollback(True)
        return BusyResponse()


def busy_page(request: HttpRequest) -> HttpResponse:
    """Says that nothing was changed; one button sends the same again, but for files and passwords."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    by_hand = bool(request.FILES) or any("password" in name for name, _ in sent)
    again = request.method == "POST" and not by_hand
    page: Any = form_page(
        request,
        title="Somebody else is changing the same records",
        intro=["We tried several times. Nothing of what you sent has been saved."],
        submit="Try again" if again else "",
        hidden=sent if again else [],
        links=[] if again else [("Go back and try again", request.get_full_path())],
        status=CONFLICT,
    )
    return page.render()
