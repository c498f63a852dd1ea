"""Who owns, manages and completes a log: changed on its set-up page, and what goes without saying."""

from typing import Any

import pytest

from django.urls import reverse

from lettings.models import LettingsLog
from sales.models import SalesLog
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory, OrganisationRelationshipFactory
from tests.portal.logs.filling import FillingClient as Client

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-08-05 12:00")]
KINDS = [LettingsLog, SalesLog]


@pytest.fixture
def coordinator() -> Any:
    return CoordinatorFactory(organisation=OrganisationFactory(signed=True))


def shown(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send of the page as it is shown."""
    form = client.get(url).context["form"]
    return {field: value for field in form.fields if (value := form[field].value()) is not None}


def create(model: Any, person: Any, **more: str) -> Any:
    client = Client()
    client.force_login(person)
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    field = model.kind.date_field
    day = {f"{field}-day": "1", f"{field}-month": "8", f"{field}-year": "2026"}
    client.post(url, {**shown(client, url), **day, **more})
    return model.objects.latest("pk")


def save(log: Any, person: Any, **answers: Any) -> Any:
    client = Client()
    client.force_login(person)
    name = f"admin:{log._meta.app_label}_{log._meta.model_name}_subsection"
    url = reverse(name, args=[log.pk, "setup"])
    response = client.post(url, {**shown(client, url), "later": "1", **answers})
    log.refresh_from_db()
    return response


@pytest.mark.parametrize("model", KINDS)
def test_a_coordinator_gives_a_log_to_a_colleague(coordinator: Any, model: Any) -> None:
    colleague = ProviderFactory(organisation=coordinator.organisation)
    log = create(model, coordinator)
    assert log.assigned_to == coordinator
    save(log, coordinator, assigned_to_id=str(colleague.pk))
    assert log.assigned_to == colleague
    assert "assigned_to_id" in log.history.latest().changes


@pytest.mark.parametrize("model", KINDS)
def test_owner_and_manager_of_a_saved_log_are_changed(coordinator: Any, model: Any) -> None:
    agent = OrganisationFactory(signed=True)
    OrganisationRelationshipFactory(stock_owner=coordinator.organisation, managing_agent=agent)
    log = create(model, coordinator)
    save(log, coordinator, managing_organisation_id=str(agent.pk))
    assert log.managing_organisation == agent
    owner = OrganisationFactory(signed=True)
    OrganisationRelationshipFactory(stock_owner=owner, managing_agent=coordinator.organisation)
    own = coordinator.organisation
    save(log, coordinator, owning_organisation_id=str(owner.pk), managing_organisation_id=str(own.pk))
    assert (log.owning_organisation, log.managing_organisation) == (owner, own)


@pytest.mark.parametrize("model", KINDS)
def test_an_organisation_that_is_no_choice_is_refused(coordinator: Any, model: Any) -> None:
    agent = OrganisationFactory(signed=True)
    OrganisationRelationshipFactory(stock_owner=coordinator.organisation, managing_agent=agent)
    log = create(model, coordinator)
    stranger = OrganisationFactory(signed=True)
    response = save(log, coordinator, managing_organisation_id=str(stranger.pk))
    assert "There is a problem" in response.content.decode()
    assert log.managing_organisation == coordinator.organisation


@pytest.mark.parametrize("model", KINDS)
def test_data_providers_cannot_give_a_log_away(coordinator: Any, model: Any) -> None:
    provider = ProviderFactory(organisation=coordinator.organisation)
    log = create(model, provider)
    save(log, provider, assigned_to_id=str(coordinator.pk))
    assert log.assigned_to == provider


@pytest.mark.parametrize("model", KINDS)
def test_support_choosing_an_owner_without_agents_has_its_manager(model: Any) -> None:
    support, owner = SupportFactory(), OrganisationFactory(signed=True)
    log = create(model, support, owning_organisation_id=str(owner.pk))
    assert (log.owning_organisation, log.managing_organisation) == (owner, owner)


@pytest.mark.parametrize("model", KINDS)
def test_support_is_asked_for_the_manager_where_there_are_agents(model: Any) -> None:
    support, owner = SupportFactory(), OrganisationFactory(signed=True)
    OrganisationRelationshipFactory(stock_owner=owner, managing_agent=OrganisationFactory(signed=True))
    log = create(model, support, owning_organisation_id=str(owner.pk))
    assert (log.owning_organisation, log.managing_organisation) == (owner, None)
