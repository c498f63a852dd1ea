"""How many queries each list takes is recorded here, per role, and may not grow; twelve is the most it may ever be."""

from __future__ import annotations

from typing import Any

import pytest

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory
from tests.factories.supported_housing import (
    LocationDeactivationPeriodFactory,
    LocationFactory,
    SchemeDeactivationPeriodFactory,
    SchemeFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]

MOST = 12
ROLES = ("support", "statistician", "coordinator", "provider")
RECORDED = {
    "/supported_housing/scheme/": (11, 11, 12, 11),
    "/supported_housing/scheme/?q=mill": (11, 11, 12, 11),
    "/supported_housing/location/": (9, 9, 9, 9),
    "/accounts/user/": (8, 8, 6, 6),
    "/orgs/organisation/": (7, 7, 7, 7),
}


@pytest.fixture
def people(db: None) -> dict[str, Any]:
    """More rows than a page holds, of an owner with an agent."""
    owner = OrganisationFactory(name="Owner", signed=True)
    agent = OrganisationFactory(name="Agent", holds_own_stock=False)
    OrganisationRelationshipFactory(stock_owner=owner, managing_agent=agent)
    for number in range(22):
        scheme = SchemeFactory(owning_organisation=owner, service_name=f"Mill {number}")
        SchemeDeactivationPeriodFactory(scheme=scheme)
        LocationDeactivationPeriodFactory(location=LocationFactory(scheme=scheme))
        LocationFactory(scheme=scheme)
    ProviderFactory.create_batch(3, organisation=owner)
    return {
        "support": SupportFactory(),
        "statistician": StatisticianFactory(),
        "coordinator": CoordinatorFactory(organisation=owner),
        "provider": ProviderFactory(organisation=owner),
    }


def _queries(person: Any, path: str) -> int:
    client = Client()
    client.force_login(person)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", RECORDED)
def test_lists_take_no_more_queries_than_recorded(people: dict[str, Any], path: str) -> None:
    taken = {role: _queries(people[role], path) for role in ROLES}
    recorded = dict(zip(ROLES, RECORDED[path], strict=True))
    assert all(taken[role] <= recorded[role] for role in ROLES), f"{path}: {taken}, recorded {recorded}"
    assert max(recorded.values()) <= MOST
