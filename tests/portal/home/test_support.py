"""What customer support finds on the home page."""

import pytest

from django.test import Client

from accounts.models import Notification, SentEmail
from portal.tasks import support_tasks
from tests.factories.accounts import ProviderFactory, SupportFactory
from tests.factories.orgs import MergeRequestFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def test_what_waits_is_counted_and_leads_to_its_list() -> None:
    user = SupportFactory()
    assert support_tasks() == []
    OrganisationFactory(signed=True)
    OrganisationFactory.create_batch(2)
    OrganisationFactory(active=False)
    MergeRequestFactory(requester=user, absorbing_organisation__signed=True)
    SentEmail.objects.create(template="invitation", to="a@example.org", state=SentEmail.State.FAILED)
    texts = [task.text for task in support_tasks()]
    assert texts == [
        "1 email has not been delivered",
        "2 organisations have not confirmed the data sharing agreement",
        "1 merge has not been carried out yet",
    ]
    client = Client()
    client.force_login(user)
    page = client.get("/").content.decode()
    for task in support_tasks():
        assert task.href in page
        assert client.get(task.href).status_code == 200
    assert "Create a notification" in page


def test_banners_in_force_can_be_changed_from_there() -> None:
    user = SupportFactory()
    banner = Notification.objects.create(title="Closed on **Sunday**")
    client = Client()
    client.force_login(user)
    page = client.get("/").content.decode()
    assert f"/accounts/notification/{banner.pk}/change/" in page
    assert "<strong>Sunday</strong>" in page


def test_others_see_none_of_it() -> None:
    client = Client()
    client.force_login(ProviderFactory())
    assert "Waiting for customer support" not in client.get("/").content.decode()
