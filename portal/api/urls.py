"""Addresses of the API, version 1."""

from __future__ import annotations

from ninja import NinjaAPI
from ninja.errors import ValidationError

from django.http import Http404, HttpRequest, HttpResponse

from portal.api import changes, documents, logs, reference, statistics
from portal.api.problems import ProblemError, problem_response

# The documents of the API are made from the questionnaires (openapi.py), so the framework makes none.
api = NinjaAPI(openapi_url=None, docs_url=None, urls_namespace="api", version="1")
for router in (reference.router, documents.router, logs.router, changes.router, statistics.router):
    api.add_router("", router)


def nothing(request: HttpRequest) -> HttpResponse:
    """Everything else under /api/, so that no page answers there."""
    return problem_response(ProblemError("not-found", "There is no such address; the OpenAPI document lists them"))


@api.exception_handler(ProblemError)
def problem(request: HttpRequest, error: ProblemError) -> HttpResponse:
    """What ended the request, in the shape of all errors."""
    return problem_response(error)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """Raised by what the API shares with pages."""
    return problem_response(ProblemError("not-found"))


@api.exception_handler(ValidationError)
def bad_address(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A part of the address that cannot be what it stands for names nothing."""
    return problem_response(ProblemError("not-found"))
