"""The demonstration data."""

from io import StringIO

import pytest

from django.core.management import CommandError, call_command

from accounts.models import User
from lettings.models import LettingsLog, RentRange
from orgs.models import Organisation
from portal.demo.people import PASSWORD, people
from sales.models import SalesLog
from supported_housing.models import Location, Scheme


def counts():
    models = (User, Organisation, Scheme, Location, RentRange, LettingsLog, SalesLog)
    return {model.__name__: model.objects.count() for model in models}


@pytest.mark.django_db
def test_it_loads_and_loading_again_changes_nothing():
    call_command("load_demo")
    first = counts()
    assert all(first.values()), first
    call_command("load_demo")
    assert counts() == first
    assert not RentRange.objects.filter(illustrative=False).exists()


@pytest.mark.django_db
def test_everybody_printed_can_sign_in(client):
    call_command("load_demo")
    out = StringIO()
    call_command("load_demo", "--print-sign-ins", stdout=out)
    for person in people():
        assert person.email in out.getvalue()
        assert User.objects.get(email=person.email).check_password(PASSWORD)
    assert PASSWORD in out.getvalue()


def test_it_refuses_to_run_where_it_does_not_belong(settings):
    settings.DEMO_DATA = False
    with pytest.raises(CommandError, match="not on this system"):
        call_command("load_demo")
