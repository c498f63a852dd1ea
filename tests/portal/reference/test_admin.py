"""Importing reference tables through the admin."""

import pytest

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lettings.models import RentRange
from orgs.areas.shipped import load_shipped_areas
from portal.windows.models import CollectionWindow
from tests.factories.accounts import CoordinatorFactory, StatisticianFactory, SupportFactory
from tests.portal.reference.test_load import RENTS, load_rents

pytestmark = pytest.mark.django_db
TABLES = ["lettings_rentrange", "sales_salerange", "orgs_localauthority", "orgs_localauthoritylink"]


def upload(client, text, year="2026"):
    data = {
        "import_file": SimpleUploadedFile("rents.csv", text.encode()),
        "start_year": year,
        "format": "0",
        "resource": "0",
    }
    return client.post(reverse("admin:lettings_rentrange_import"), data)


def confirm(client, page):
    form = page.context["confirm_form"]
    data = {name: form[name].value() for name in form.fields}
    return client.post(reverse("admin:lettings_rentrange_process_import"), data)


def test_a_preview_first_then_the_import(client):
    client.force_login(SupportFactory())
    page = upload(client, RENTS)
    assert "2 new, 0 changed, 0 as before" in page.content.decode()
    assert not RentRange.objects.exists()
    assert confirm(client, page).status_code == 302
    assert RentRange.objects.filter(start_year=2026).count() == 2
    assert RentRange.objects.first().history.get().history_user.is_support


def test_rows_that_are_wrong_are_listed_and_there_is_nothing_to_confirm(client):
    client.force_login(SupportFactory())
    page = upload(client, RENTS.replace("132.57", "3"))
    assert "1 row needs correcting" in page.content.decode()
    assert "The highest expected rent" in page.content.decode()
    assert "confirm_form" not in page.context


def test_a_file_that_became_wrong_after_the_preview_is_not_half_imported(client, settings):
    client.force_login(SupportFactory())
    page = upload(client, RENTS)
    form = page.context["confirm_form"]
    data = {name: form[name].value() for name in form.fields}
    client.post(reverse("admin:lettings_rentrange_process_import"), {**data, "start_year": ""})
    assert not RentRange.objects.exists()


@pytest.mark.parametrize("year", ["", "1999", "abc"])
def test_the_year_is_asked_and_checked(client, year):
    client.force_login(SupportFactory())
    page = upload(client, RENTS, year).content.decode()
    assert "Error" in page
    assert not RentRange.objects.exists()


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
    assert client.post(address, {**right, "confirmed": "yes"}).status_code == 302
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
