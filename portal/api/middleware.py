"""Whatever happens under /api/ is told in the API's own shape: never a page, never a cookie."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

from portal.api.problems import ProblemError, problem_response

PREFIX = "/api/"
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
        if response.status_code >= 400 and not response.headers.get("Content-Type", "").startswith("application/"):
            response = _as_problem(response)
        for name, value in getattr(request, "api_headers", {}).items():
            response.headers.setdefault(name, value)
        response["Cache-Control"] = "no-store"
        _announce_end(request.path_info, response)
        return response


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
