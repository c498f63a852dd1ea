"""No line of the log lets its reader in or repeats the values of a row."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from typing import Any

import pytest

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import invitations
from accounts.models import User
from portal.client_address import client_address
from portal.json_log import JsonFormatter
from portal.log_filter import RefusedFilter, SecretsFilter
from tests.accounts.mailbox import link_in, read_mail
from tests.factories.accounts import ProviderFactory


@pytest.fixture
def log() -> Any:
    """What our handlers write, in the form of production."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    handler.addFilter(RefusedFilter())
    handler.addFilter(SecretsFilter())
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)


@pytest.mark.django_db
def test_a_failed_try_of_a_link_leaves_no_secret(log: io.StringIO) -> None:
    invitations.request_password_reset(ProviderFactory().email)
    path = link_in(read_mail()[0])
    assert Client(enforce_csrf_checks=True).post(path, {"password": "x"}).status_code == 403
    assert "/account/link/[hidden]/" in log.getvalue()
    assert path.split("/")[-2] not in log.getvalue()


@pytest.mark.django_db
def test_a_row_that_is_refused_is_not_repeated(log: io.StringIO) -> None:
    first, second = ProviderFactory(email="race@third.example"), ProviderFactory()
    try:
        with transaction.atomic():
            User.objects.filter(pk=second.pk).update(email=first.email)
    except IntegrityError:
        logging.getLogger("x").exception("It was refused")
    line = json.loads(log.getvalue().splitlines()[-1])
    assert "IntegrityError" in line["exception"]
    assert "race@third.example" not in log.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "status"), [("/no-such-page/", 404), ("/lettings/lettingslog/", 403)])
def test_a_refused_request_is_one_line_without_a_traceback(
    log: io.StringIO, monkeypatch: pytest.MonkeyPatch, path: str, status: int
) -> None:
    client = Client()
    client.force_login(ProviderFactory())
    if status == 403:
        monkeypatch.setattr("django.contrib.admin.ModelAdmin.changelist_view", _refuse)
    assert client.get(path).status_code == status
    line = next(found for text in log.getvalue().splitlines() if (found := json.loads(text)).get("status") == status)
    assert path in line["message"]
    assert "exception" not in line


def _refuse(*_: Any) -> None:
    raise PermissionDenied


def test_every_handler_has_the_filters() -> None:
    for name, handler in settings.LOGGING["handlers"].items():
        assert handler["filters"] == ["refused", "secrets"], name


@pytest.mark.parametrize(
    ("forwarded", "found"),
    [
        ("1.1.1.1, 2.2.2.2:4711", "2.2.2.2"),
        ("1.1.1.1, [2001:db8::1]:443", "2001:db8::1"),
        ("1.1.1.1, 2001:db8::1", "2001:db8::1"),
        ("1.1.1.1, junk", "9.9.9.9"),
        ("", "9.9.9.9"),
    ],
)
def test_what_proxies_append(rf: Any, settings: Any, forwarded: str, found: str) -> None:
    settings.TRUSTED_PROXIES = 1
    request = rf.get("/", REMOTE_ADDR="9.9.9.9", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == found
