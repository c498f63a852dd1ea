"""Corners of the access door that no page shows."""

import pytest

from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from accounts.roles import Role
from orgs.access import assignable_roles, can, get_visible_or_404, visible_logs
from orgs.models import Organisation
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import LocationFactory

pytestmark = pytest.mark.django_db


def test_nobody_signed_in_may_nothing() -> None:
    organisation = OrganisationFactory()
    for action in ("view", "change", "create_log", "sign_agreement"):
        assert not can(AnonymousUser(), action, organisation)
    assert visible_logs(AnonymousUser())


def test_roles_that_may_be_given() -> None:
    support = SupportFactory()
    own, department = OrganisationFactory(), support.organisation
    ordinary = [Role.DATA_PROVIDER, Role.DATA_COORDINATOR]
    assert assignable_roles(support, own) == ordinary
    assert assignable_roles(support, department) == [*ordinary, Role.STATISTICIAN, Role.SUPPORT]
    assert assignable_roles(CoordinatorFactory(organisation=own), own) == ordinary
    assert assignable_roles(CoordinatorFactory(organisation=department), department) == ordinary
    assert assignable_roles(CoordinatorFactory(), own) == []
    assert assignable_roles(ProviderFactory(organisation=own), own) == []
    assert assignable_roles(StatisticianFactory(), own) == []


def test_statisticians_read_only() -> None:
    person, organisation = StatisticianFactory(), OrganisationFactory(signed=True)
    location = LocationFactory(scheme__owning_organisation=organisation)
    for obj in (organisation, location, location.scheme, ProviderFactory(organisation=organisation)):
        assert can(person, "view", obj)
        for action in ("change", "delete", "add", "deactivate", "invite", "create_log", "merge"):
            assert not can(person, action, obj), (action, obj)


def test_unknown_actions_are_refused() -> None:
    organisation = OrganisationFactory()
    for person in (SupportFactory(), CoordinatorFactory(organisation=organisation)):
        assert not can(person, "fly", organisation)


@pytest.mark.parametrize("pk", ["abc", None, -1, "1; drop table"])
def test_forged_ids_are_not_found(pk: object) -> None:
    with pytest.raises(Http404):
        get_visible_or_404(Organisation.objects.all(), SupportFactory(), pk=pk)
