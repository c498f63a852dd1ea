"""One search over everything, for support."""

from __future__ import annotations

import pytest

from django.test import Client
from django.urls import reverse

from accounts.models import User
from lettings.models import LettingsLog
from tests.access.worlds import make_log
from tests.factories.accounts import CoordinatorFactory, StatisticianFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import SchemeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-11-27")]


def find(person: User, term: str) -> str:
    client = Client()
    client.force_login(person)
    response = client.get(reverse("admin:search"), {"q": term})
    assert response.status_code == 200
    return response.content.decode()


def test_support_finds_logs_people_organisations_and_schemes_with_one_word() -> None:
    organisation = OrganisationFactory(name="Larchwood Homes")
    CoordinatorFactory(organisation=organisation, name="Lara Larchwood", email="lara@example.org")
    SchemeFactory(owning_organisation=organisation, service_name="Larchwood House")
    logs = [
        make_log(LettingsLog, organisation, organisation, tenancycode=f"LARCHWOOD-{number}", collection_year=2026)
        for number in range(6)
    ]
    page = find(SupportFactory(), "larchwood")
    for words in ("Lara Larchwood", "lara@example.org", "Larchwood Homes", "Larchwood House", "LARCHWOOD-5"):
        assert words in page
    assert "See all lettings logs that were found" in page
    assert f"Log {logs[0].pk}" in find(SupportFactory(), f"log {logs[0].pk}")
    assert "Nothing was found" in find(SupportFactory(), "no such thing")


@pytest.mark.parametrize("factory", [CoordinatorFactory, StatisticianFactory])
def test_others_search_their_lists(factory: type) -> None:
    client = Client()
    client.force_login(factory())
    assert client.get(reverse("admin:search")).status_code == 403
    assert reverse("admin:search") + '"' not in client.get(reverse("admin:index")).content.decode()
