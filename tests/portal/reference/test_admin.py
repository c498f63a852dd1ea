"""Importing reference tables through the admin."""

import pytest

from django.urls import reverse

from orgs.areas.shipped import load_shipped_areas
from portal.windows.models import CollectionWindow
from tests.factories.accounts import CoordinatorFactory, StatisticianFactory, SupportFactory
from tests.portal.reference.test_load import load_rents

pytestmark = pytest.mark.django_db
TABLES = ["lettings_rentrange", "sales_salerange", "orgs_localauthority", "orgs_localauthoritylink"]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("factory", "listed", "imported"),
    [(SupportFactory, 200, 200), (StatisticianFactory, 200, 403), (CoordinatorFactory, 403, 403)],
)
def test_support_imports_statisticians_read(client, table, factory, listed, imported):
    client.force_login(factory())
    assert client.get(reverse(f"admin:{table}_changelist")).status_code == listed
    assert client.get(reverse(f"admin:{table}_import")).status_code == imported


def test_support_edits_a_collection_window_and_dates_must_be_in_order(client):
    client.force_login(SupportFactory())
    window = CollectionWindow.objects.get(start_year=2026)
    address = reverse("admin:portal_collectionwindow_change", args=[window.pk])
    data = {"start_year": 2026, "start": "2026-04-01", "submission_deadline": "2027-06-04"}
    wrong = client.post(address, {**data, "new_logs_end": "2027-05-01", "edit_end": "2027-07-31"})
    assert "The dates must follow each other" in wrong.content.decode()
    right = {**data, "new_logs_end": "2027-08-01", "edit_end": "2027-08-01"}
    asked = client.post(address, right).content.decode()
    assert "from 3 July 2027 to 1 August 2027" in asked
    window.refresh_from_db()
    assert window.new_logs_end.month == 7
    assert client.post(address, {**right, "confirmed": "yes", "reason": "Agreed with landlords"}).status_code == 302
    window.refresh_from_db()
    assert window.new_logs_end.month == 8
    assert window.history.count() == 1


def test_ranges_are_listed_in_words_and_found_by_the_name_of_the_authority(client):
    load_shipped_areas()
    load_rents()
    client.force_login(StatisticianFactory())
    listing = reverse("admin:lettings_rentrange_changelist")
    page = client.get(listing, {"q": "manch"}).content.decode()
    assert "Manchester (E08000003)" in page
    assert "Social rent, general needs, private registered provider" in page
    assert "Any (supported housing)" in page
    assert "The department’s" in page
    assert "icon-no" not in page
    assert "Manchester" not in client.get(listing, {"q": "leeds"}).content.decode()
    assert "Manchester" in client.get(listing, {"q": "e08000003", "lettype": 2, "illustrative": 0}).content.decode()
    assert "Manchester" not in client.get(listing, {"q": "e08000003", "illustrative": 1}).content.decode()


def test_links_between_authorities_of_the_same_name_are_told_apart(client):
    load_shipped_areas()
    client.force_login(SupportFactory())
    page = client.get(reverse("admin:orgs_localauthoritylink_changelist"), {"q": "barnsley"}).content.decode()
    assert "Barnsley (E08000016)" in page
    assert "Barnsley (E08000038)" in page
