import pytest

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import Role
from orgs.models import Organisation
from tests.factories.accounts import CoordinatorFactory, StatisticianFactory, SupportFactory, UserFactory
from tests.factories.orgs import DepartmentFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.STATISTICIAN])
def test_privileged_role_is_refused_outside_the_department(role: Role) -> None:
    with pytest.raises(IntegrityError, match="user_privileged_role_in_department"):
        UserFactory(role=role, organisation=OrganisationFactory())


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.STATISTICIAN])
def test_bulk_updates_cannot_get_round_it(role: Role) -> None:
    user = CoordinatorFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(role=role)
    SupportFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(role=Role.SUPPORT).update(organisation=OrganisationFactory())


def test_department_cannot_stop_being_one_while_it_has_privileged_people() -> None:
    support = SupportFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=support.organisation_id).update(is_department=False)
    User.objects.filter(pk=support.pk).update(role=Role.DATA_COORDINATOR)
    Organisation.objects.filter(pk=support.organisation_id).update(is_department=False)


def test_privileged_roles_exist_in_the_department() -> None:
    department = DepartmentFactory()
    people = [SupportFactory(), StatisticianFactory(), CoordinatorFactory(organisation=department)]
    assert {person.organisation_id for person in people} == {department.pk}


def test_nobody_is_a_superuser() -> None:
    assert SupportFactory().is_superuser is False
    assert "is_superuser" not in {field.name for field in User._meta.get_fields()}
