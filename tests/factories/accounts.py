import factory

from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.roles import Role
from portal.clock import now

PASSWORD = "correct horse battery"
_hashed: dict[str, str] = {}


def hashed(password: str) -> str:
    """Hashing is slow on purpose, so that every user of a test shares one hash."""
    if password not in _hashed:
        _hashed[password] = make_password(password)
    return _hashed[password]


class UserFactory(factory.django.DjangoModelFactory):
    """A data provider who has confirmed the invitation and can sign in with PASSWORD."""

    class Meta:
        model = User

    name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@example.org")
    phone = "02071234567"
    role = Role.DATA_PROVIDER
    organisation = factory.SubFactory("tests.factories.orgs.OrganisationFactory")
    confirmed_at = factory.LazyFunction(now)
    initial_confirmation_sent = True
    sign_in_count = 1
    password = factory.LazyFunction(lambda: hashed(PASSWORD))


class ProviderFactory(UserFactory):
    role = Role.DATA_PROVIDER


class CoordinatorFactory(UserFactory):
    role = Role.DATA_COORDINATOR


class SupportFactory(UserFactory):
    role = Role.SUPPORT
    organisation = factory.SubFactory("tests.factories.orgs.DepartmentFactory")


class StatisticianFactory(UserFactory):
    role = Role.STATISTICIAN
    organisation = factory.SubFactory("tests.factories.orgs.DepartmentFactory")
