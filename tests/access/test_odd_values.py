"""Whatever is sent to whatever address is answered: a page, a refusal, "not found", but never a failure of ours."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from portal.site import site
from portal.theme.admin import IGNORED, filter_parameters
from tests.access.matrix_world import MatrixWorld, address, build, pages, parameters, patterns
from tests.access.odd_values import ODD, SHORT

pytestmark = pytest.mark.django_db
READ = re.compile(r"""\.(?:GET|POST|FILES)(?:\.get(?:list)?\(|\[)\s*["']([\w-]+)["']|["']([\w-]+)["'] in \w*\.?request\.(?:GET|POST)""")
ROOMS = ("accounts", "orgs", "supported_housing", "lettings", "sales", "portal", "export_cds")
STOCK_NAMES = {"next", "_popup", "_to_field", "action", "index", "_selected_action", "select_across", "o", "p", "q", "e"}
STOCK_NAMES |= {"import_file_name", "original_file_name", "format", "resource", "_save", "staff_session", "term"}
ROUNDS = 2


def names_read() -> list[str]:
    """Every parameter that the code reads by its name, and those the framework reads."""
    found = set(STOCK_NAMES)
    for room in ROOMS:
        for file in (Path(settings.BASE_DIR) / room).rglob("*.py"):
            found |= {name for pair in READ.findall(file.read_text()) for name in pair if name}
    return sorted(found)


@pytest.fixture(scope="module")
def quiet() -> Any:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(quiet: None) -> MatrixWorld:
    return build()


def ask(client: Client, method: str, target: str, data: dict[str, Any]) -> int:
    """The status; whatever was done is taken back."""
    with transaction.atomic():
        status = getattr(client, method)(target, data).status_code
        if not connection.needs_rollback:
            transaction.set_rollback(True)
    return status


def spread(names: list[str], turn: int) -> dict[str, str]:
    """One value for each name, others in each turn."""
    return {name: ODD[(turn * 13 + place * 7) % len(ODD)] for place, name in enumerate(names)}


def test_there_are_two_hundred() -> None:
    assert len(set(ODD)) >= 200


def test_lists_answer_every_value_in_every_filter_and_search(world: MatrixWorld) -> None:
    failed = []
    client = world.clients["support"]
    request = client.get("/").wsgi_request
    for options in site._registry.values():
        page = reverse(f"admin:{options.opts.app_label}_{options.opts.model_name}_changelist")
        if client.get(page).status_code == 403:
            continue
        own = filter_parameters(options, request)
        used = sorted(name for spec in options.get_changelist_instance(request).filter_specs for name in spec.expected_parameters())
        for name in sorted({*used, *IGNORED} & {*own, *IGNORED}):
            for value in ODD:
                pass
        names = sorted({*used, "q", "o", "p"})
        for turn in range(len(ODD)):
            sent = spread(names, turn)
            if (status := ask(client, "get", page, sent)) >= 500:
                failed.append(f"{page} {status} {shown(sent)}")
    assert failed == []


def shown(sent: dict[str, str]) -> dict[str, str]:
    return {name: value[:30] for name, value in sent.items()}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ["support", "coordinator", "signed out"])
def test_every_page_answers_odd_parameters(world: MatrixWorld, role: str, method: str) -> None:
    failed, turn, names = [], 0, names_read()
    client = world.clients[role]
    client.raise_request_exception = False
    for name, kind in pages():
        if name in {"admin:logout"}:
            continue
        target = address(world, name, kind, "own")
        for _ in range(ROUNDS if role == "support" else 1):
            turn += 1
            sent = spread(names, turn)
            if (status := ask(client, method, target, sent)) >= 500:
                failed.append(f"{method} {name} {status} {shown(sent)}")
            if role != "signed out":
                client.force_login(world.people[role])
    assert failed == []


def test_every_page_answers_odd_ids(world: MatrixWorld) -> None:
    failed, turn = [], 0
    client = world.clients["support"]
    for name, pattern in patterns():
        wanted = parameters(pattern)
        if not wanted:
            continue
        for _ in range(6):
            turn += 1
            values = {part: SHORT[(turn * 11 + place) % len(SHORT)] for place, part in enumerate(wanted)}
            target = odd_address(name, pattern, values)
            if target and (status := ask(client, "get", target, {})) >= 500:
                failed.append(f"{name} {status} {values}")
    assert failed == []


def odd_address(name: str, pattern: Any, values: dict[str, str]) -> str:
    """The address with the odd text in place of its parts, whether or not it fits what the part should be."""
    dummy = {part: "123454321" for part in values}
    try:
        target = reverse(name, kwargs=dummy)
    except Exception:  # noqa: BLE001 - addresses of fixed words; nothing odd can stand there
        return ""
    for value in values.values():
        target = target.replace("123454321", quote(value, safe=""), 1)
    return target
