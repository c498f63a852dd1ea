"""Is this machine able to serve? Asked every few seconds by load balancers."""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.core.cache import caches
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from portal.clock import now
from portal.jobs.models import LastTick
from portal.patient_cache import PatientRedisCache

logger = logging.getLogger(__name__)

PATH = "/health"
TICK_MISSED_AFTER = timedelta(minutes=5)


class HealthMiddleware:
    """Answers before host checks, redirects and sessions, none of which a load balancer can pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == PATH and request.method in ("GET", "HEAD"):
            return health(request)
        return self.get_response(request)


def health(request: HttpRequest) -> JsonResponse:
    """Say what answers; nothing that would help a stranger.

    Without the database nobody can work here (503). Without workers or Redis people can, so the machine stays in use.
    """
    found = {"database": _database_answers()}
    found["queue"] = found["database"] and _worker_has_ticked()
    if isinstance(store := caches["default"], PatientRedisCache):
        found["redis"] = store.answers()
    status = ("ok" if all(found.values()) else "degraded") if found["database"] else "unavailable"
    answer = JsonResponse(
        {"status": status, **{name: "ok" if works else "unavailable" for name, works in found.items()}},
        status=200 if found["database"] else 503,
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _worker_has_ticked() -> bool:
    last = LastTick.objects.first()
    return last is not None and now() - last.at < TICK_MISSED_AFTER


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer")
        return False
    return True
