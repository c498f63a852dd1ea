"""The page that says what a key has read."""

from __future__ import annotations

import pytest

from django.urls import reverse

from orgs.areas.shipped import load_shipped_areas
from portal.api.readings import ON_A_PAGE
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory
from tests.portal.api.calling import System

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]


def test_whoever_answers_for_a_key_sees_which_logs_it_was_given(client) -> None:
    load_shipped_areas()
    system = System()
    page = reverse("admin:api_keys_apikey_readings", args=[system.key.pk])
    coordinator = CoordinatorFactory(organisation=system.organisation)
    client.force_login(coordinator)
    assert "has not read any logs yet" in client.get(page).text
    number = system.add().json()["id"]
    for _ in range(ON_A_PAGE):
        system.get(f"lettings/2026/logs/{number}")
    system.get("lettings/2026/logs?status=completed&limit=10")
    shown = client.get(page)
    assert shown.context["readings"][0]["numbers"] == [number]
    assert "status: completed" in shown.text
    assert shown.context["readings"][0]["logs"] == "1 letting"
    assert "Page 1 of 2" in shown.text
    assert len(client.get(page, {"page": "2"}).context["readings"]) == 1
    assert f'href="{page}"' in client.get(reverse("admin:api_keys_apikey_change", args=[system.key.pk])).text
    for stranger in (ProviderFactory(organisation=system.organisation), CoordinatorFactory()):
        client.force_login(stranger)
        assert client.get(page).status_code == 404
    client.force_login(SupportFactory())
    assert client.get(page).status_code == 200
