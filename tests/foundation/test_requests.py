import json
import logging
from urllib.parse import unquote

import pytest

from django.contrib.sessions.backends.base import UpdateError
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from portal.client_address import client_address
from portal.clock import now
from portal.health import TICK_MISSED_AFTER, health
from portal.jobs.models import LastTick
from portal.json_log import JsonFormatter
from tests.factories.accounts import ProviderFactory


@pytest.mark.django_db
def test_health_answers_whatever_the_host_and_without_tls(settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["core.example.org"]
    answer = Client(headers={"host": "10.0.0.7"}).get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "database": "ok", "queue": "unavailable"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_health_knows_whether_workers_are_there() -> None:
    LastTick.objects.create(at=now())
    assert Client().get("/health").json() == {"status": "ok", "database": "ok", "queue": "ok"}
    LastTick.objects.update(at=now() - TICK_MISSED_AFTER)
    answer = Client().get("/health")
    assert (answer.status_code, answer.json()["queue"]) == (200, "unavailable"), "people can work without"


@pytest.mark.django_db
def test_while_redis_is_away_people_work_on_and_health_says_so(settings, caplog) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "portal.patient_cache.PatientRedisCache", "LOCATION": "redis://127.0.0.1:9"}
    }
    cache = caches["default"]
    cache.set("a", 1)
    assert cache.get("a", "nothing") == "nothing"
    assert cache.add("a", 1)
    assert cache.incr("a") == 1
    assert "does not answer" in caplog.text
    assert Client().get("/health").json()["redis"] == "unavailable"


def test_health_says_without_a_database(monkeypatch) -> None:
    """Asked of the function itself, which needs none to answer."""
    monkeypatch.setattr("portal.health._database_answers", lambda: False)
    assert health(RequestFactory().get("/health")).status_code == 503


@pytest.mark.django_db
def test_health_says_when_the_database_is_gone(monkeypatch) -> None:
    def gone() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", gone)
    answer = Client().get("/health")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unavailable"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.8", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies: int, forwarded: str, expected: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == expected


def test_a_log_event_is_one_line_of_json_even_with_a_traceback() -> None:
    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        record = logging.LogRecord(
            "core", logging.ERROR, "x.py", 1, "It %s", ("broke",), (ValueError, error, error.__traceback__)
        )
    line = JsonFormatter().format(record)
    assert "\n" not in line
    event = json.loads(line)
    assert event["message"] == "It broke"
    assert "ValueError" in event["exception"]


@pytest.mark.django_db
def test_a_session_that_cannot_be_saved_leads_to_sign_in(client, monkeypatch) -> None:
    client.force_login(ProviderFactory())
    client.get("/")

    def interrupted(self, must_create: bool = False) -> None:
        raise UpdateError

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", interrupted)
    monkeypatch.setattr("accounts.sessions.MINUTE", -1)  # every request writes when it was
    answer = client.get("/lettings/lettingslog/")
    assert answer.status_code == 302
    assert unquote(answer["Location"]) == "/login/?next=/lettings/lettingslog/"
