"""Organisations in and out as a file, for support."""

import pytest

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from orgs.admin.resources import OrganisationResource
from orgs.models import Organisation
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
