"""Stock forms say what is wrong in our words."""

from __future__ import annotations

import pytest

from django.test import Client
from django.urls import reverse

from portal.windows.models import CollectionWindow
from tests.factories.accounts import SupportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def support() -> Client:
    client = Client()
    client.force_login(SupportFactory())
    return client


def test_an_empty_form_names_what_to_enter_and_to_select(support: Client) -> None:
    page = support.post(reverse("admin:portal_collectionwindow_add")).content.decode()
    assert "Enter collection year" in page
    page = support.get(reverse("admin:orgs_localauthoritylink_add")).content.decode()
    assert "Choose one" in page
    assert "---------" not in page


def test_what_is_there_already_and_what_is_no_number_are_told(support: Client) -> None:
    window = CollectionWindow.objects.get(start_year=2026)
    dates = {name: str(getattr(window, name)) for name in ("start", "submission_deadline", "new_logs_end", "edit_end")}
    add = reverse("admin:portal_collectionwindow_add")
    assert "Collection year must be a number" in support.post(add, {"start_year": "soon", **dates}).content.decode()
    page = support.post(add, {"start_year": "2026", **dates}).content.decode()
    assert "There is one with this collection year already" in page
