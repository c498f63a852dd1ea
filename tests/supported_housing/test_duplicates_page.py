"""Reviewing duplicates after a merger."""

from datetime import date

import pytest

from django.urls import reverse

from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import SchemeFactory

pytestmark = pytest.mark.usefixtures("midsummer")


@pytest.fixture
def merged(owner, scheme):
    OrganisationFactory(absorbing_organisation=owner, merge_date=date(2026, 6, 1))
    SchemeFactory(owning_organisation=owner, service_name="Twin Mill")
    return owner


def test_the_list_points_to_them_until_they_are_dealt_with(client, people, merged):
    client.force_login(people["coordinator"])
    address = reverse("admin:supported_housing_scheme_duplicates", args=[merged.pk])
    listing = reverse("admin:supported_housing_scheme_changelist")
    assert address in client.get(listing).content.decode()
    page = client.get(address).content.decode()
    assert "Old Mill" in page
    assert "Twin Mill" in page
    assert "Confirm that the duplicates" in client.post(address, {}).content.decode()
    assert client.post(address, {"done": "on"}).status_code == 302
    merged.refresh_from_db()
    assert merged.schemes_deduplicated_at
    assert address not in client.get(listing).content.decode()


@pytest.mark.parametrize(
    ("role", "expected"),
    [("support", 200), ("provider", 403), ("statistician", 403), ("agent coordinator", 404), ("stranger", 404)],
)
def test_who_may_review(client, people, merged, role, expected):
    client.force_login(people[role])
    address = reverse("admin:supported_housing_scheme_duplicates", args=[merged.pk])
    assert client.get(address).status_code == expected
