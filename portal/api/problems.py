"""Errors of the API in one shape: RFC 9457 problem details, with a code for machines and a text for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from portal.logs.answers_json import AnswersEncoder

PROBLEM_JSON = "application/problem+json"

TITLES: Mapping[str, tuple[int, str]] = {
    "bad-request": (400, "The request cannot be understood"),
    "bad-json": (400, "The body is not the JSON that is expected"),
    "idempotency-key-missing": (400, "Idempotency-Key is missing"),
    "not-authenticated": (401, "A key that works is needed"),
    "not-allowed": (403, "This is not allowed"),
    "scope-missing": (403, "The key may not be used for this"),
    "not-found": (404, "There is no such thing"),
    "method-not-allowed": (405, "This method is not offered here"),
    "still-running": (409, "The same request is still being carried out"),
    "would-clear": (409, "Other answers would be cleared"),
    "closed": (409, "The collection year is closed for this"),
    "cursor-outdated": (410, "The change feed has begun anew"),
    "length-missing": (411, "The length of the body is missing"),
    "changed-meanwhile": (412, "The log has changed meanwhile"),
    "too-large": (413, "The request is too large"),
    "not-json": (415, "The body must be application/json"),
    "idempotency-key-reused": (422, "Idempotency-Key was used for another request"),
    "refused": (422, "The log was refused"),
    "if-match-missing": (428, "If-Match is missing"),
    "too-many-requests": (429, "Too many requests"),
    "failed": (500, "Something went wrong on our side"),
    "busy": (503, "Too much is being done for your organisation at once"),
    "away": (503, "The service is being restarted"),
}
"""Code to status and title; docs/api.md lists them, and a test holds it to that."""
PASSING = {"still-running": 1, "busy": 5, "away": 10, "too-many-requests": 1}
"""After how many seconds it is worth trying again, unless the raiser knows better."""


class ProblemError(Exception):
    """Ends a request with a problem."""

    def __init__(self, code: str, detail: str = "", *, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = more


def problem_response(error: ProblemError) -> HttpResponse:
    """The problem as an answer."""
    status, title = TITLES[error.code]
    body = {"type": f"urn:core:problem:{error.code}", "title": title, "status": status, "code": error.code}
    if error.detail:
        body["detail"] = error.detail
    response = HttpResponse(dumps({**body, **error.more}), status=status, content_type=PROBLEM_JSON)
    if error.code in PASSING:
        response["Retry-After"] = str(PASSING[error.code])
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    for name, value in error.headers.items():
        response[name] = value
    return response


def dumps(body: Any) -> str:
    """JSON as it leaves the API."""
    return json.dumps(body, cls=AnswersEncoder)
