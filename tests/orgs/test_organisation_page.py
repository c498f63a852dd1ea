"""The page of an organisation and its whole history."""

from datetime import timedelta

import pytest

from django.test import Client
from django.urls import reverse

from orgs import lifecycle, names
from portal.clock import today
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory

pytestmark = pytest.mark.django_db


def show(actor, organisation, page: str = "change") -> str:
    client = Client()
    client.force_login(actor)
    return client.get(reverse(f"admin:orgs_organisation_{page}", args=[organisation.pk])).content.decode()


def test_history_tells_names_and_deactivation() -> None:
    support, organisation = SupportFactory(), OrganisationFactory(name="Fir Homes")
    organisation.save()
    names.schedule(actor=support, organisation=organisation, name="Fir and Oak", startdate=today())
    lifecycle.deactivate(actor=support, organisation=organisation)
    lifecycle.reactivate(actor=support, organisation=organisation)
    page = show(support, organisation, "history")
    for words in ("deactivated", "reactivated", "new name from", "<del>Fir Homes</del>", "<ins>Fir and Oak</ins>"):
        assert words in page


def test_the_page_says_the_name_that_holds_today() -> None:
    support, organisation = SupportFactory(), OrganisationFactory(name="Fir Homes")
    names.schedule(actor=support, organisation=organisation, name="Fir and Oak", startdate=today())
    page = show(support, organisation)
    assert "Fir and Oak</h1>" in page
    assert "Fir Homes" not in page
    names.schedule(actor=support, organisation=organisation, name="Fir Next", startdate=today() + timedelta(days=9))
    assert "Fir Next" not in show(support, organisation)


def test_support_changes_more_than_a_coordinator() -> None:
    coordinator = CoordinatorFactory()
    organisation = coordinator.organisation
    details = reverse("admin:orgs_organisation_details", args=[organisation.pk])
    assert f'href="{details}#id_phone"' in show(coordinator, organisation)
    assert f'href="{details}#id_provider_type"' not in show(coordinator, organisation)
    assert f'href="{details}#id_provider_type"' in show(SupportFactory(), organisation)
    assert "Merges" not in show(coordinator, organisation)
