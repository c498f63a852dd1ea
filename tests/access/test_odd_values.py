"""Whatever is sent to whatever address is answered: a page, a refusal, "not found", but never a failure of ours."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.access.matrix_world import MatrixWorld, address, build, pages, parameters, patterns
from tests.access.odd_values import ODD, SHORT

pytestmark = pytest.mark.django_db
READ = re.compile(
    r"""\.(?:GET|POST|FILES)(?:\.get(?:list)?\(|\[)\s*["']([\w-]+)["']|["']([\w-]+)["'] in \w*\.?request\.(?:GET|POST)"""
)
ROOMS = ("accounts", "orgs", "supported_housing", "lettings", "sales", "portal", "export_cds")
STOCK_NAMES = {
    "next",
    "_popup",
    "_to_field",
    "action",
    "index",
    "_selected_action",
    "select_across",
    "o",
    "p",
    "q",
    "e",
}
STOCK_NAMES |= {"format", "resource", "_save", "staff_session", "term"}


STEP = 1 if os.environ.get("ODD_VALUES") == "all" else 8
"""Every value in every filter takes minutes; ordinarily each list is asked with an eighth of them."""


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
    """Straight to the rows: the pages themselves have their turn below."""
    failed = []
    for options in admin.site._registry.values():
        request = RequestFactory().get("/")
        request.user, request.session = world.people["support"], {}
        specs = options.get_changelist_instance(request).filter_specs
        names = sorted({"q", "o", "p", *(str(name) for spec in specs for name in spec.expected_parameters())})
        for turn in range(0, len(ODD), STEP):
            sent = {name: value for name, value in spread(names, turn).items() if "\0" not in value}
            request = RequestFactory().get("/", sent)
            request.user, request.session = world.people["support"], {}
            try:
                with transaction.atomic():
                    list(options.get_changelist_instance(request).result_list)
            except (IncorrectLookupParameters, DisallowedModelAdminLookup):
                continue
            except Exception as error:
                failed.append(f"{options} {error!r} {shown(sent)}")
    assert not failed, "\n".join(failed)


def shown(sent: dict[str, str]) -> dict[str, str]:
    return {name: value[:30] for name, value in sent.items()}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ["support", "signed out"])
def test_every_page_answers_odd_parameters(world: MatrixWorld, role: str, method: str) -> None:
    failed, turn, names = [], 0, names_read()
    client = world.clients[role]
    client.raise_request_exception = False
    for name, kind in pages():
        if name in {"admin:logout"}:
            continue
        target = address(world, name, kind, "own")
        turn += 1
        sent = spread(names, turn)
        if (status := ask(client, method, target, sent)) >= 500:
            failed.append(f"{method} {name} {status} {shown(sent)}")
    assert not failed, "\n".join(failed)


def test_every_page_answers_odd_ids(world: MatrixWorld) -> None:
    failed, turn = [], 0
    client = world.clients["support"]
    for name, pattern in patterns():
        wanted = parameters(pattern)
        if not wanted:
            continue
        for _ in range(2):
            turn += 1
            values = {part: SHORT[(turn * 11 + place) % len(SHORT)] for place, part in enumerate(wanted)}
            target = odd_address(name, pattern, values)
            if target and (status := ask(client, "get", target, {})) >= 500:
                failed.append(f"{name} {status} {values}")
    assert not failed, "\n".join(failed)


def odd_address(name: str, pattern: Any, values: dict[str, str]) -> str:
    """The address with the odd text in place of its parts, whether or not it fits what the part should be."""
    dummy = dict.fromkeys(values, "123454321")
    try:
        target = reverse(name, kwargs=dummy)
    except Exception:
        return ""
    for value in values.values():
        target = target.replace("123454321", quote(value, safe=""), 1)
    return target
