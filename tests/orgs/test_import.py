"""Organisations in and out as a file, for support."""

import pytest

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from orgs.admin.resources import OrganisationResource
from orgs.models import Organisation
from portal.clock import now
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory

pytestmark = pytest.mark.django_db
HEADER = "id,name,provider_type,profit_status,holds_own_stock,phone,is_department,active\n"


def upload(client: Client, text: str) -> str:
    file = SimpleUploadedFile("orgs.csv", (HEADER + text).encode(), content_type="text/csv")
    response = client.post("/orgs/organisation/import/", {"import_file": file, "format": "0"})
    return response.content.decode()


def test_preview_changes_nothing_and_names_the_row_and_its_fault() -> None:
    client = Client()
    client.force_login(SupportFactory())
    text = upload(client, ",New one,2,1,1,0123,1,0\n,Broken,9,1,1,0123,,\n")
    assert "9 is not a known code" in text
    assert not Organisation.objects.filter(name__in=["New one", "Broken"]).exists()


def test_only_named_columns_are_imported() -> None:
    from tablib import Dataset

    data = Dataset().load(HEADER + ",New one,2,1,1,0123,1,0\n", format="csv")
    result = OrganisationResource().import_data(data, raise_errors=True)
    assert not result.has_errors()
    organisation = Organisation.objects.get(name="New one")
    assert (organisation.is_department, organisation.active) == (False, True)
    assert organisation.rent_periods.count() == 11
    assert organisation.role_groups.count() == 3


def test_names_of_organisations_that_exist_change_on_their_own_page() -> None:
    from tablib import Dataset

    organisation = OrganisationFactory(name="Known")
    data = Dataset().load(HEADER + f"{organisation.pk},Other,2,1,1,0123,,\n", format="csv")
    result = OrganisationResource().import_data(data)
    assert result.has_errors() or result.has_validation_errors()
    assert Organisation.objects.get(pk=organisation.pk).name == "Known"


def test_files_are_for_support_only() -> None:
    client = Client()
    client.force_login(CoordinatorFactory())
    assert client.get("/orgs/organisation/import/").status_code == 403
    assert client.get("/orgs/organisation/export/").status_code == 403


def imported(text: str):
    from tablib import Dataset

    return OrganisationResource().import_data(Dataset().load(text, format="csv"))


def test_profit_status_of_local_authorities_is_theirs_in_files_too() -> None:
    result = imported(HEADER + ",A council,1,,1,0123,,\n")
    assert not result.has_errors()
    assert not result.has_validation_errors()
    assert Organisation.objects.get(name="A council").profit_status == 3


def test_a_deleted_organisation_is_not_changed_by_a_file() -> None:
    organisation = OrganisationFactory(name="Gone", phone="1", discarded_at=now())
    result = imported(HEADER + f"{organisation.pk},Gone,2,1,1,999,,\n")
    assert result.has_errors() or result.has_validation_errors()
    assert Organisation.objects.get(pk=organisation.pk).phone == "1"


def test_a_file_with_a_few_columns_leaves_the_others_as_they_are() -> None:
    organisation = OrganisationFactory(phone="0123")
    result = imported(f"id,profit_status\n{organisation.pk},2\n")
    assert not result.has_errors()
    assert not result.has_validation_errors()
    organisation.refresh_from_db()
    assert (organisation.profit_status, organisation.phone, organisation.holds_own_stock) == (2, "0123", True)


def test_what_is_not_yes_or_no_is_told() -> None:
    result = imported(HEADER + ",New one,2,1,perhaps,0123,,\n")
    assert result.has_errors() or result.has_validation_errors()
    assert not Organisation.objects.filter(name="New one").exists()


def test_exported_cells_are_safe_for_spreadsheets_and_come_back_as_they_were() -> None:
    organisation = OrganisationFactory(name="=HYPERLINK(1)", phone="+44 161 123 4567")
    client = Client()
    client.force_login(SupportFactory())
    columns = {f"organisationresource_{name}": "on" for name in ("id", "name", "phone")}
    response = client.post("/orgs/organisation/export/", {"format": "0", "resource": "", **columns})
    text = response.content.decode()
    assert response["Content-Type"].startswith("text/csv"), text
    assert ",'=HYPERLINK(1),'+44 161 123 4567" in text
    result = imported(text)
    assert not result.has_errors()
    assert not result.has_validation_errors()
    organisation.refresh_from_db()
    assert (organisation.name, organisation.phone) == ("=HYPERLINK(1)", "+44 161 123 4567")
