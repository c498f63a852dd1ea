from datetime import datetime

import pytest

from lettings.models import LettingsLog
from orgs.areas.shipped import load_shipped_areas
from portal.clock import LONDON, frozen
from portal.logs.record import record_answers
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


@pytest.fixture
def coordinator(people):
    return people["coordinator"]


@pytest.fixture
def make_log(scheme, owner, coordinator):
    """A supported housing log of the scheme that starts on a day."""
    load_shipped_areas()

    def make(day, **columns):
        log = LettingsLog()
        changes = {
            "owning_organisation_id": owner.pk,
            "managing_organisation_id": owner.pk,
            "assigned_to_id": coordinator.pk,
            "needstype": 2,
            "startdate": day,
            "renewal": 0,
            "scheme_id": scheme.pk,
            "location_id": scheme.locations.get().pk,
        }
        recorded = record_answers(log=log, changes=changes, actor=coordinator)
        assert recorded.saved, recorded.errors
        if columns:
            LettingsLog.objects.filter(pk=recorded.log.pk).update(**columns)
        return recorded.log

    return make
