"""Whatever happens under /api/ is told in the API's own shape: never a page, never a cookie."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.request import RawPostDataException
from django.utils.http import http_date

from portal.api.problems import ProblemError, problem_response

PREFIX = "/api/"
MOST_UNREAD = 32 * 1024 * 1024
PIECE = 64 * 1024
_CODES = {
    400: "bad-request",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    503: "away",
}


class ApiMiddleware:
    """Stands outside everything else, so that errors of the framework and of other middleware are turned as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        response = self.get_response(request)
        if response.status_code >= 400:
            _read_rest(request)
        if response.status_code >= 400 and not response.headers.get("Content-Type", "").startswith("application/"):
            response = _as_problem(response)
        if response.status_code == 204:
            del response.headers["Content-Type"]  # the framework's own is that of a page
        for name, value in getattr(request, "api_headers", {}).items():
            response.headers.setdefault(name, value)
        response["Cache-Control"] = "no-store"
        _announce_end(request.path_info, response)
        return response


def _read_rest(request: HttpRequest) -> None:
    """Take what is still being sent, up to a limit: whoever cannot send to the end does not get to read why."""
    try:
        for _ in range(MOST_UNREAD // PIECE):
            if not request.read(PIECE):
                return
    except (UnreadablePostError, RawPostDataException):
        return  # the sender went away, or it was read whole as a form


def _announce_end(path: str, response: HttpResponse) -> None:
    """Tell callers of what is to go since when and until when it is there."""
    for start, (since, until) in settings.API_DEPRECATED.items():
        if path.startswith(start):
            response["Deprecation"] = f"@{since}"
            response["Sunset"] = http_date(until)


def _as_problem(response: HttpResponse) -> HttpResponse:
    status = response.status_code
    code = _CODES.get(status, "bad-request" if status < 500 else "failed")
    turned = problem_response(ProblemError(code))
    if allowed := response.headers.get("Allow"):
        turned["Allow"] = allowed
    return turned
