"""Every page of the portal says the same whether there are test logs or not, to the owner they name and to the department."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from django.test import Client
from django.urls import NoReverseMatch, reverse

from orgs.areas.shipped import load_shipped_areas
from portal.logs.kinds import kind_named
from portal.statistics.count import count_all
from tests.access.matrix_world import ABSENT, CLOSED, NOBODYS_DATA, WORDS, parameters, patterns
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory
from tests.portal.api.calling import System

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
CHANGES_EACH_TIME = re.compile(r'csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|form_token" value="[^"]*"')
ELSEWHERE = ("admin:api_keys_", "admin:files_fetch", "admin:portal_downloadrecord", "admin:logout", *NOBODYS_DATA)
"""Keys lead to their own sandbox, and records say that this test has fetched files; the rest has nothing to do with logs."""
NO_LIST = ("_add", "_import", "_export", "_export_action", "autocomplete", "jsi18n", "password_change")
OF_OWNER = ("log_", "_scheme_", "_location_", "admin:index", "statistics", "_organisation_", "_user_")
IDS = ("pk", "object_id", "organisation_id", "scheme_id", "location_id")


@pytest.fixture
def about() -> dict[str, Any]:
    load_shipped_areas()
    owner = OrganisationFactory(signed=True, holds_own_stock=True, name="Owner")
    sender = OrganisationFactory(signed=True, name="Sender")
    OrganisationRelationshipFactory(stock_owner=owner, managing_agent=sender)
    scheme = SchemeFactory(owning_organisation=owner)
    return {
        "_organisation_": owner,
        "_scheme_": scheme,
        "_location_": LocationFactory(scheme=scheme),
        "_user_": CoordinatorFactory(organisation=owner),
        "sender": sender,
    }


def addresses(about: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every page that is about nothing in particular or about what test logs name."""
    for name, pattern in patterns():
        if not name.startswith("admin:") or name.startswith(ELSEWHERE) or name.endswith(NO_LIST):
            continue
        if name.split(":")[-1].startswith(CLOSED):
            continue
        wanted = parameters(pattern)
        values = {one: WORDS.get(one) for one in wanted} | ({"app_label": "orgs"} if "app_label" in wanted else {})
        record = next((found for part, found in about.items() if part in name), None)
        values |= {one: record.pk for one in wanted if one in IDS and record is not None}
        if None in values.values() or ABSENT in values.values():
            continue
        try:
            yield name, reverse(name, kwargs=values)
        except NoReverseMatch:
            yield name, reverse(name, args=list(values.values()))


def said(clients: dict[str, Client], about: dict[str, Any]) -> dict[tuple[str, str], str]:
    count_all()
    found = {}
    for who, client in clients.items():
        for name, address in addresses(about):
            if who == "owner" and not any(part in name for part in OF_OWNER):
                continue
            answer = client.get(address)
            if answer.status_code == 200:
                text = b"".join(answer) if answer.streaming else answer.content
                found[who, name] = CHANGES_EACH_TIME.sub("", text.decode(errors="replace"))
    return found


def test_no_page_tells_of_test_logs(about: dict[str, Any]) -> None:
    people = {"support": SupportFactory(), "owner": about["_user_"]}
    clients = {who: Client(raise_request_exception=False) for who in people}
    for who, person in people.items():
        clients[who].force_login(person)
    system, tried = System(about["sender"]), System(about["sender"], is_test=True)
    names = {"owning_organisation_id": about["_organisation_"].pk, "assigned_to_id": about["_user_"].pk}
    for kind in ("lettings", "sales"):
        about[f"_{kind}log_"] = kind_named(kind).model.objects.get(pk=system.add(kind, "R1", **names).json()["id"])
    before = said(clients, about)
    for kind in ("lettings", "sales"):
        assert tried.add(kind, "R1", **names).status_code == 201
    after = said(clients, about)
    assert len(before) > 100
    assert after.keys() == before.keys()
    assert [page for page in before if before[page] != after[page]] == []
