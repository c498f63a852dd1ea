"""What passes by itself is told in words: others at the same records all the while, or a database that restarts."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.defaults import server_error

from portal.retrying import is_passing
from portal.theme.pages import form_page

logger = logging.getLogger(__name__)
CONFLICT = 409
AWAY = 503
AGAIN_AFTER = 10
"""Seconds: a restart of the database takes about that long."""
CONNECTION_ENDED = ("08", "57P")
"""How the codes of PostgreSQL begin for a connection that failed, and for a server that stops or is not ready yet."""


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


def is_away(failure: BaseException | None) -> bool:
    """Whether the database could not be reached, or went away in the middle, somewhere among the causes of a failure."""
    while failure is not None:
        if isinstance(failure, InterfaceError):
            return True
        if isinstance(failure, OperationalError):
            code = getattr(failure.__cause__, "sqlstate", None)
            if code is None or code.startswith(CONNECTION_ENDED):
                return True
        failure = failure.__cause__ or failure.__context__
    return False


def failed(request: HttpRequest) -> HttpResponse:
    """The page of a failure (`handler500`); one for which the database is away asks to try again in a moment.

    Sending the same again is safe: a save that did arrive changes nothing the second time.
    """
    if not is_away(sys.exc_info()[1]):
        return server_error(request)
    logger.warning("The database is away; %s is asked to try again", request.path)
    response = HttpResponse(loader.render_to_string("503.html"), status=AWAY)
    response["Retry-After"] = str(AGAIN_AFTER)
    return response
