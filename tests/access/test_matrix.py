"""The permission matrix: every page, every role, own, related and foreign objects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from django.apps import apps
from django.contrib.admin import site
from django.db import transaction
from django.test import Client
from django.urls import reverse

from orgs.access.models import may
from tests.access import matrix_posts
from tests.access.matrix_table import OPEN, ROLES, STOCK, TABLE
from tests.access.matrix_world import CLOSED, RELATIONS, MatrixWorld, address, answer, build, pages, sent
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory, SupportFactory

pytestmark = pytest.mark.django_db
OURS = {
    "files",
    "imports",
    "log_downloads",
    "snapshots",
    "statistics",
    "uploads",
    "api",
    "api_keys",
    "years",
    "accounts",
    "orgs",
    "supported_housing",
    "lettings",
    "sales",
    "portal",
    "export_cds",
}


def rows(table: str = TABLE) -> dict[str, tuple[str, list[list[int]]]]:
    found = {}
    for line in table.strip().splitlines():
        name, kind, *codes = [cell.strip() for cell in line.split("|")]
        found[name] = (kind, [[int(code) for code in cell.split()] for cell in codes])
    return found


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[MatrixWorld]:
    """One world for all tests here, each of which takes back what it did to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def world(built: MatrixWorld) -> MatrixWorld:
    built.forget()
    return built


def test_no_page_is_missing_from_the_table() -> None:
    """Fails when somebody adds a page without saying who may see it, and who may send something to it."""
    for table in (TABLE, matrix_posts.TABLE):
        assert {name for name, _ in pages()} - set(rows(table)) - STOCK == set()


def test_the_tables_speak_of_pages_that_exist() -> None:
    for table in (TABLE, matrix_posts.TABLE):
        assert set(rows(table)) - {name for name, _ in pages()} == set()


@pytest.mark.parametrize("role", matrix_posts.SENDERS)
def test_sending(world: MatrixWorld, role: str) -> None:
    """Hiding a button is not enough: what is sent without it is refused in the same way."""
    differ = []
    for name, (kind, codes) in rows(matrix_posts.TABLE).items():
        for relation, expected in zip(RELATIONS, codes[matrix_posts.SENDERS.index(role)], strict=False):
            found = sent(world, role, name, kind, relation)
            if found != expected:
                differ.append(f"{name}, {relation}: expected {expected}, got {found}")
    assert differ == []
    assert sorted(set(world.foreign)) == [], "\n".join(["words of the framework:", *world.foreign])
    assert world.unrecorded == []


def test_nothing_is_accepted_without_its_token(world: MatrixWorld) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["support"])
    for name, (kind, _) in rows(matrix_posts.TABLE).items():
        expected = {401, 403, 405} if name.startswith("api:") else {403}  # takes keys only, and knows no cookie
        assert client.post(address(world, name, kind, "own")).status_code in expected, name


@pytest.mark.parametrize("role", ROLES)
def test_matrix(world: MatrixWorld, role: str) -> None:
    differ = []
    for name, (kind, codes) in rows().items():
        for relation, expected in zip(RELATIONS, codes[ROLES.index(role)], strict=False):
            found = answer(world, role, name, kind, relation)
            if found != expected:
                differ.append(f"{name}, {relation}: expected {expected}, got {found}")
    assert differ == []
    assert sorted(set(world.foreign)) == [], "\n".join(["words of the framework:", *world.foreign])
    assert world.unrecorded == []


def test_signed_out_people_are_led_to_the_sign_in(world: MatrixWorld) -> None:
    differ = []
    for name, (kind, _) in rows().items():
        page = address(world, name, kind, "own")
        response = world.clients["signed out"].get(page)
        expected = OPEN.get(name, 302)
        leaving = name == "admin:logout"
        led = leaving or response.status_code != 302 or response["Location"].startswith("/login/")
        allowed = {expected, 405} if expected == 302 else {expected}
        if response.status_code not in allowed or not led:
            differ.append(f"{name}: {response.status_code} {response.get('Location', '')}")
    assert differ == []


def test_no_model_of_ours_is_open_by_accident() -> None:
    """A model is either support's alone or named in the rules of the access door."""
    people = [CoordinatorFactory(), ProviderFactory(), StatisticianFactory()]
    named = {
        "lettings.lettingslog",
        "sales.saleslog",
        "supported_housing.scheme",
        "supported_housing.location",
        "orgs.organisation",
        "accounts.user",
        "uploads.submission",
        "files.preparedfile",
        "api_keys.apikey",
        "snapshots.snapshot",
    }
    for model in apps.get_models():
        label = model._meta.label_lower
        if model._meta.app_label not in OURS or label in named:
            continue
        for person in people[:2]:
            for verb in ("view", "add", "change", "delete"):
                assert not may(person, verb, label), (label, verb)
        for verb in ("add", "change", "delete"):
            assert not may(people[2], verb, label), (label, verb)


def test_records_of_packages_are_closed_even_to_support(client) -> None:
    """Second factors are secrets, groups are rights, schedules are code to run."""
    client.force_login(SupportFactory())
    closed = [model for model in site._registry if f"{model._meta.app_label}_".startswith(CLOSED)]
    assert closed
    for model in closed:
        options = model._meta
        for verb in ("changelist", "add"):
            code = client.get(reverse(f"admin:{options.app_label}_{options.model_name}_{verb}")).status_code
            readable = options.label_lower in {
                "axes.accessattempt",
                "axes.accesslog",
                "axes.accessfailurelog",
                "django_q.failure",
            }
            assert code == (200 if readable and verb == "changelist" else 403), (options.label, verb)
