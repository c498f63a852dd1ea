"""A file on its way: sent, checked by a worker, shown, confirmed, imported, with what can go wrong between."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import StaffAction, User
from lettings.models import RentRange
from orgs.models import Organisation
from portal.imports.models import FileImport, ImportState
from portal.jobs.work import carry_out
from supported_housing.models import Scheme
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory
from tests.factories.supported_housing import SchemeFactory
from tests.portal.reference.test_load import RENTS
from tests.supported_housing.files import file_lines

pytestmark = pytest.mark.clock("2026-11-10")
by_worker = pytest.mark.django_db(transaction=True)
in_database = pytest.mark.django_db
START = {"staff_session": "1", "staff_session-reason": "Ticket 9"}


@pytest.fixture
def support() -> User:
    person: User = SupportFactory()
    return person


@pytest.fixture
def client(support: User) -> Client:
    client = Client()
    client.force_login(support)
    return client


def csv_file(text: str, name: str = "file.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def send_rents(client: Client, text: str = RENTS, year: str = "2026", name: str = "rents.csv") -> Any:
    return client.post(
        reverse("admin:lettings_rentrange_import"), {"import_file": csv_file(text, name), "start_year": year}
    )


def checked(**left: str) -> FileImport:
    sent = FileImport.objects.latest("pk")
    return carry_out(FileImport, sent.pk)


def page_of(client: Client, sent: FileImport) -> str:
    return client.get(reverse("admin:imports_fileimport_change", args=[sent.pk])).content.decode()


def confirm(client: Client, sent: FileImport, **data: str) -> Any:
    return client.post(reverse("admin:imports_fileimport_confirm", args=[sent.pk]), data)


@by_worker
def test_a_file_is_checked_shown_confirmed_and_imported(client: Client, support: User) -> None:
    assert send_rents(client).status_code == 302
    sent = FileImport.objects.get()
    assert "Being checked" in page_of(client, sent)
    checked()
    page = page_of(client, sent)
    assert "2 new, 0 changed, 0 as before" in page
    assert "Social rent, general needs, private registered provider" in page
    assert not RentRange.objects.exists()
    confirm(client, sent)
    assert "Being imported" in page_of(client, sent)
    carry_out(FileImport, sent.pk)
    assert RentRange.objects.filter(start_year=2026).count() == 2
    assert RentRange.objects.first().history.get().history_user == support
    assert "What has changed" in page_of(client, sent)
    assert not storages["import_export"].exists(sent.file.name)

    send_rents(client, RENTS.replace("132.57", "140"))
    page = page_of(client, checked())
    assert "Highest expected: 132.57" in page
    assert "Highest expected: 140.00" in page

    RentRange.objects.filter(lettype=1).update(soft_max=130)
    latest = FileImport.objects.latest("pk")
    confirm(client, latest)
    refused = carry_out(FileImport, latest.pk)
    assert refused.state == ImportState.REFUSED
    assert "changed since it was checked" in page_of(client, refused)
    assert RentRange.objects.get(lettype=1).soft_max == 130


@by_worker
def test_rows_that_are_wrong_are_listed_and_there_is_nothing_to_confirm(client: Client) -> None:
    send_rents(client, RENTS.replace("132.57", "3"))
    sent = checked()
    page = page_of(client, sent)
    assert "1 thing to correct" in page
    assert "Row 2: Highest expected (soft_max): The highest expected rent" in page
    assert "Confirm import" not in page
    confirm(client, sent)
    sent.refresh_from_db()
    assert sent.state == ImportState.REFUSED


@by_worker
def test_a_file_that_is_no_longer_kept_is_told(client: Client) -> None:
    send_rents(client)
    sent = checked()
    sent.file.storage.delete(sent.file.name)
    confirm(client, sent)
    assert "no longer kept" in page_of(client, carry_out(FileImport, sent.pk))
    assert not RentRange.objects.exists()


@by_worker
def test_whoever_lost_the_right_meanwhile_imports_nothing(client: Client, support: User) -> None:
    send_rents(client)
    sent = checked()
    confirm(client, sent)
    User.objects.filter(pk=support.pk).update(active=False)
    assert carry_out(FileImport, sent.pk).state == ImportState.REFUSED
    assert not RentRange.objects.exists()


@in_database
@pytest.mark.parametrize(
    ("year", "name", "said"),
    [
        ("", "rents.csv", "Select collection year"),
        ("1999", "rents.csv", "Select collection year from the options"),
        ("2024", "rents.csv", "Select collection year from the options"),
        ("2027", "rent_ranges_2026.csv", "but 2027 to 2028 is chosen"),
    ],
)
def test_the_wrong_year_is_refused(client: Client, year: str, name: str, said: str) -> None:
    page = send_rents(client, year=year, name=name).content.decode()
    assert "Error: " in page
    assert said in page
    assert not FileImport.objects.exists()


@in_database
def test_no_file_is_asked_for_again_and_columns_are_explained(client: Client) -> None:
    page = client.post(reverse("admin:orgs_organisation_import")).content.decode()
    assert "Select CSV file" in page
    assert "Private registered provider" in page


@by_worker
def test_organisations_are_imported_with_a_reason_only_and_the_file_is_not_lost(client: Client, settings: Any) -> None:
    settings.STAFF_SESSION_REQUIRED = True
    client.post(reverse("admin:orgs_organisation_import"), {"import_file": csv_file("name,provider_type\nElm,2\n")})
    sent = checked()
    assert "Start a staff session" in confirm(client, sent).content.decode()
    sent.refresh_from_db()
    assert sent.state == ImportState.READY
    assert confirm(client, sent, **START).status_code == 302
    assert carry_out(FileImport, sent.pk).state == ImportState.DONE
    elm = Organisation.objects.get(name="Elm")
    assert elm.history.latest().history_change_reason == "Staff session: Ticket 9"
    assert StaffAction.objects.filter(object_name__contains="file.csv").exists()


@by_worker
def test_schemes_are_corrected_from_a_page_row_by_row(client: Client) -> None:
    owner = OrganisationFactory()
    good, bad = SchemeFactory(owning_organisation=owner), SchemeFactory(owning_organisation=owner)
    text = "".join(file_lines("schemes")).removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    edits = {good.code: {"scheme_service_name": "New Mill"}, bad.code: {"scheme_type": "a palace"}}
    edited = io.StringIO()
    writer = csv.DictWriter(edited, rows[0])
    writer.writeheader()
    writer.writerows({**row, **edits[row["scheme_code"]]} for row in rows)
    data = {"what": "schemes", "original": csv_file(text), "import_file": csv_file(edited.getvalue())}
    assert client.post(reverse("admin:supported_housing_scheme_corrections"), data).status_code == 302
    sent = checked()
    page = page_of(client, sent)
    assert "scheme_service_name: New Mill" in page
    assert "“a palace” is not one of the answers" in page
    assert not Scheme.objects.filter(service_name="New Mill").exists()
    confirm(client, sent)
    assert carry_out(FileImport, sent.pk).state == ImportState.DONE
    good.refresh_from_db()
    assert good.service_name == "New Mill"


@in_database
def test_imports_are_for_support(support: User) -> None:
    sent = FileImport.objects.create(user=support, kind="lettings.rentrange", file_name="x.csv", file="imports/x.csv")
    client = Client()
    client.force_login(CoordinatorFactory())
    for name in ("admin:supported_housing_scheme_corrections", "admin:orgs_organisation_import"):
        assert client.get(reverse(name)).status_code == 403
    assert client.get(reverse("admin:imports_fileimport_change", args=[sent.pk])).status_code == 404
    assert confirm(client, sent).status_code == 404
