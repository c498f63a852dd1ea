"""The CSV downloads."""

import csv
import io
import json
from datetime import date, datetime

import pytest

from django.urls import reverse

from portal.clock import LONDON
from portal.downloads.models import DownloadKind, DownloadRecord
from supported_housing.downloads import KINDS, columns_of
from supported_housing.models import Scheme
from tests.factories.supported_housing import (
    LocationDeactivationPeriodFactory,
    LocationFactory,
    SchemeDeactivationPeriodFactory,
    SchemeFactory,
)
from tests.reference_cases.paths import facts
from tests.shared import shared_path

pytestmark = pytest.mark.usefixtures("midsummer")


def rows_of(response):
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def download(client, user, kind, **query):
    client.force_login(user)
    return rows_of(client.get(reverse("admin:supported_housing_scheme_download_file", args=[kind]), query))


@pytest.fixture
def mill(owner):
    scheme = SchemeFactory(
        owning_organisation=owner,
        service_name="=Mill",
        scheme_type=7,
        primary_client_group="G",
        has_other_client_group=1,
        secondary_client_group="M",
        support_type=4,
        startdate=date(2020, 4, 1),
    )
    Scheme.objects.filter(pk=scheme.pk).update(created_at=datetime(2021, 4, 1, tzinfo=LONDON))
    SchemeDeactivationPeriodFactory(
        scheme=scheme, deactivation_date=date(2022, 4, 1), reactivation_date=date(2023, 4, 1)
    )
    location = LocationFactory(scheme=scheme, name="Downing Street", startdate=date(2023, 4, 1), units=20)
    LocationDeactivationPeriodFactory(location=location, deactivation_date=date(2026, 12, 26))
    return scheme


def test_one_row_of_both_with_labels_and_dates(client, people, mill):
    row = download(client, people["coordinator"], "combined")[0]
    assert row == {
        "scheme_code": f"S{mill.pk}",
        "scheme_service_name": "'=Mill",
        "scheme_status": "active",
        "scheme_confidential": "No",
        "scheme_type": "Housing for older people",
        "scheme_registered_under_care_act": "No",
        "scheme_owning_organisation_name": "Owner",
        "scheme_support_services_provided_by": "The same organisation that owns the housing stock",
        "scheme_primary_client_group": "People with alcohol problems",
        "scheme_has_other_client_group": "Yes",
        "scheme_secondary_client_group": "Older people with support needs",
        "scheme_support_type": "High level",
        "scheme_intended_stay": "Medium stay",
        "scheme_created_at": "2021-04-01T00:00:00+01:00",
        "scheme_active_dates": (
            "Active from 1 April 2020 to 31 March 2022, Deactivated on 1 April 2022, Active from 1 April 2023"
        ),
        "location_code": str(mill.locations.get().pk),
        "location_postcode": "M1 1AE",
        "location_name": "Downing Street",
        "location_status": "deactivating_soon",
        "location_local_authority": "Manchester",
        "location_units": "20",
        "location_type_of_unit": "Self-contained flat or bedsit",
        "location_mobility_type": "Wheelchair-user standard",
        "location_active_dates": ("Active from 1 April 2023 to 25 December 2026, Deactivated on 26 December 2026"),
    }


def test_each_kind_has_its_columns_and_rows(client, people, mill, owner):
    SchemeFactory(owning_organisation=owner, service_name="Empty")
    schemes = download(client, people["provider"], "schemes")
    assert [row["scheme_service_name"] for row in schemes] == ["'=Mill", "Empty"]
    assert len(schemes[0]) == 15
    locations = download(client, people["provider"], "locations")
    assert (len(locations), len(locations[0])) == (1, 10)


def test_filters_of_the_list_and_scope_apply(client, people, mill, owner):
    SchemeFactory(owning_organisation=owner, service_name="Empty")
    assert len(download(client, people["provider"], "schemes", status="incomplete")) == 1
    assert len(download(client, people["provider"], "schemes", q="empty")) == 1
    assert download(client, people["stranger"], "schemes") == []


def test_deleted_ones_are_left_out(client, people, mill):
    mill.locations.update(discarded_at=datetime(2026, 1, 1, tzinfo=LONDON))
    assert download(client, people["support"], "locations") == []
    Scheme.objects.filter(pk=mill.pk).update(discarded_at=datetime(2026, 1, 1, tzinfo=LONDON))
    assert download(client, people["support"], "schemes") == []


def test_an_unknown_kind_is_missing(client, people):
    client.force_login(people["support"])
    assert client.get(reverse("admin:supported_housing_scheme_download_file", args=["secrets"])).status_code == 404


def test_the_page_counts_what_is_in_it(client, people, mill):
    client.force_login(people["provider"])
    page = client.get(reverse("admin:supported_housing_scheme_download")).content.decode()
    assert "1 scheme with 1 location" in page


def test_every_file_leaves_a_record(client, people, mill):
    download(client, people["coordinator"], "combined", status="active")
    record = DownloadRecord.objects.get()
    assert (record.user, record.user_role) == (people["coordinator"], people["coordinator"].role)
    assert record.user_organisation == people["coordinator"].organisation
    assert record.download_type == DownloadKind.SCHEMES_AND_LOCATIONS
    assert json.loads(record.download_filters) == {
        "download_type": "combined",
        "status": "active",
        "format": "csv",
    }
    for role in ("support", "statistician"):
        client.force_login(people[role])
        page = client.get(reverse("admin:portal_downloadrecord_changelist")).content.decode()
        assert people["coordinator"].name in page
        assert "status: active" in page


def test_a_file_that_nobody_gets_leaves_none(client, people):
    client.force_login(people["support"])
    client.get(reverse("admin:supported_housing_scheme_download_file", args=["secrets"]))
    assert not DownloadRecord.objects.exists()


def test_columns_are_those_of_the_collection():
    with facts("csv_downloads", "schemes_locations_users_columns.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for kind in KINDS:
        listed = sorted((row for row in rows if row["download"] == kind), key=lambda row: int(row["order"]))
        assert columns_of(kind) == tuple(row["header"] for row in listed)


def test_the_row_of_the_collections_own_example(client, people, mill, owner):
    """Its template leaves the two codes open; the dates of ours differ by what the fixture says."""
    with shared_path("samples", "csv_downloads", "schemes_and_locations_csv_export.csv").open(
        encoding="utf-8-sig"
    ) as file:
        (example,) = csv.DictReader(file)
    Scheme.objects.filter(pk=mill.pk).update(service_name="Test name", sensitive=1)
    type(owner).objects.filter(pk=owner.pk).update(name="MHCLG")
    mill.locations.update(
        postcode="SW1A 2AA",
        location_admin_district="Westminster",
        location_code="E09000033",
        type_of_unit=7,
        mobility_type="A",
    )
    row = download(client, people["support"], "combined")[0]
    row |= {"scheme_code": "", "location_code": ""}
    row["location_active_dates"] = row["location_active_dates"].replace("2026", "2023")
    assert row == example
