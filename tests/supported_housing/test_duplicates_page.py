"""Reviewing duplicates after a merger."""

import io
from datetime import date, datetime

import pytest

from django.core.management import call_command
from django.urls import reverse

from supported_housing.duplicates import has_duplicates_to_review
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import LocationFactory, SchemeDeactivationPeriodFactory, SchemeFactory

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


def test_support_is_told_on_the_list_of_that_owner(client, people, merged):
    client.force_login(people["support"])
    address = reverse("admin:supported_housing_scheme_duplicates", args=[merged.pk])
    listing = reverse("admin:supported_housing_scheme_changelist")
    assert address not in client.get(listing, {"clear": 1}, follow=True).content.decode()
    assert address in client.get(listing, {"owner": merged.pk}).content.decode()
    assert client.get(listing, {"owner": "9" * 30}).status_code == 200


@pytest.mark.parametrize(("day", "expected"), [(date(2025, 3, 31), False), (date(2025, 4, 1), True)])
def test_a_merger_before_the_open_collection_period_is_history(client, people, merged, day, expected):
    merged.absorbed_organisations.update(merge_date=day)
    assert has_duplicates_to_review(merged) is expected


@pytest.mark.parametrize(("moment", "expected"), [("2026-06-01T23:30+01:00", True), ("2026-06-02T00:30+01:00", False)])
def test_a_review_counts_from_the_day_after_the_merger(client, people, merged, moment, expected):
    merged.schemes_deduplicated_at = datetime.fromisoformat(moment)
    assert has_duplicates_to_review(merged) is expected


@pytest.mark.parametrize(("options", "records"), [({}, 2), ({"active": True}, 0)])
def test_support_counts_duplicates_per_organisation(merged, scheme, options, records):
    SchemeDeactivationPeriodFactory(scheme=scheme)
    LocationFactory(scheme=scheme)
    for kind in ("schemes", "locations"):
        out = io.StringIO()
        call_command("count_duplicates", kind, stdout=out, **options)
        lines = out.getvalue().removeprefix("\ufeff").splitlines()
        assert lines[1:] == ([f"{merged.pk},Owner,1,{records}"] if records else [])
