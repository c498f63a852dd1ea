"""Is this machine able to serve? Asked every few seconds by load balancers."""

import logging
from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

logger = logging.getLogger(__name__)

PATH = "/health"


class HealthMiddleware:
    """Answers before host checks, redirects and sessions, none of which a load balancer can pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == PATH and request.method in ("GET", "HEAD"):
            return health(request)
        return self.get_response(request)


def health(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers; nothing that would help a stranger."""
    works = _database_answers()
    answer = JsonResponse(
        {"status": "ok" if works else "unavailable", "database": "ok" if works else "unavailable"},
        status=200 if works else 503,
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer")
        return False
    return True
