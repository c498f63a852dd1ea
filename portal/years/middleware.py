"""Each request judges by the questionnaires that are in force when it begins."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.years.live import look_again


class QuestionnairesMiddleware:
    """The first question about a questionnaire looks up what is in force; the rest of the request keeps to it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        look_again()
        return self.get_response(request)
