from datetime import datetime

import pytest

from portal.clock import LONDON, frozen
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory
from tests.factories.supported_housing import LocationFactory, SchemeFactory


@pytest.fixture
def midsummer():
    """5 August 2026: saved logs of 2025 may still be changed, new ones no longer made."""
    with frozen(datetime(2026, 8, 5, 12, tzinfo=LONDON)):
        yield


@pytest.fixture
def owner(db):
    return OrganisationFactory(name="Owner", signed=True)


@pytest.fixture
def agent(owner):
    """An organisation that manages for the owner."""
    agent = OrganisationFactory(name="Agent", holds_own_stock=False)
    OrganisationRelationshipFactory(stock_owner=owner, managing_agent=agent)
    return agent


@pytest.fixture
def scheme(owner):
    scheme = SchemeFactory(service_name="Old Mill", owning_organisation=owner)
    LocationFactory(scheme=scheme, name="Mill House")
    return scheme


@pytest.fixture
def people(owner, agent):
    return {
        "support": SupportFactory(),
        "statistician": StatisticianFactory(),
        "coordinator": CoordinatorFactory(organisation=owner),
        "provider": ProviderFactory(organisation=owner),
        "agent coordinator": CoordinatorFactory(organisation=agent),
        "agent provider": ProviderFactory(organisation=agent),
        "stranger": CoordinatorFactory(organisation=OrganisationFactory(name="Stranger")),
    }
