"""Organisations in and out as a file, for support."""

import csv

import pytest

from django.test import Client

from orgs.models import Organisation
from orgs.organisation_files import OrganisationResource
from portal.clock import now
from portal.reference.load import Loaded, load_bytes
from tests.factories.accounts import CoordinatorFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory

pytestmark = pytest.mark.django_db
HEADER = "id,name,provider_type,profit_status,holds_own_stock,phone,postcode,old_visible_id\n"


def imported(text: str) -> Loaded:
    return load_bytes(OrganisationResource(), text.encode())


def test_a_new_organisation_of_a_file_is_complete() -> None:
    assert not imported(HEADER + ",New one,2,1,1,0123,,\n").problems
    organisation = Organisation.objects.get(name="New one")
    assert (organisation.is_department, organisation.active) == (False, True)
    assert organisation.rent_periods.count() == 11
    assert organisation.role_groups.count() == 3


@pytest.mark.parametrize("text", ["foo,bar\na,b\n", "id,name,provider_type,is_department,active\n,New one,2,1,0\n"])
def test_columns_that_are_not_read_are_refused(text: str) -> None:
    assert "not known" in str(imported(text).problems[0])
    assert not Organisation.objects.filter(name="New one").exists()


def test_blank_former_codes_are_no_duplicates() -> None:
    loaded = imported(HEADER + ",One,2,1,1,0123,,\n,Two,2,1,1,0123,,\n")
    assert not loaded.problems
    assert set(Organisation.objects.filter(name__in=["One", "Two"]).values_list("old_visible_id", flat=True)) == {None}


def test_a_mistake_is_told_once_with_its_row_and_label_and_nothing_is_imported() -> None:
    loaded = imported(
        HEADER + ",One,2,1,1,0123,,\n,Broken,9,1,1,0123,,\nx,Third,2,1,1,0123,,\n777,Fourth,2,1,1,0123,,\n"
    )
    assert [str(problem).split(". ")[0] for problem in loaded.problems] == [
        "row 3: Type of provider (provider_type): “9” is not a known code",
        "row 4: ID: “x” is not a whole number.",
        "row 5: ID: There is no organisation with this id",
    ]
    assert not Organisation.objects.filter(name="One").exists()


def test_changes_are_shown_in_words_beside_what_stands_there() -> None:
    organisation = OrganisationFactory(name="Known", provider_type=2, holds_own_stock=True, phone="0123")
    loaded = imported(f"id,provider_type,holds_own_stock,phone\n{organisation.pk},1,0,0123\n")
    assert not loaded.problems
    assert loaded.changes[0].record == "Known"
    assert ("Type of provider", "Private registered provider", "Local authority") in loaded.changes[0].cells
    assert not [cell for cell in loaded.changes[0].cells if cell[2] == "0123"]


def test_names_of_organisations_that_exist_change_on_their_own_page() -> None:
    organisation = OrganisationFactory(name="Known")
    assert "on its own page" in str(imported(HEADER + f"{organisation.pk},Other,2,1,1,0123,,\n").problems)
    assert Organisation.objects.get(pk=organisation.pk).name == "Known"


def test_files_are_for_support_only() -> None:
    client = Client()
    client.force_login(CoordinatorFactory())
    assert client.get("/orgs/organisation/import/").status_code == 403
    assert client.get("/orgs/organisation/export/").status_code == 403


def test_profit_status_of_local_authorities_is_theirs_in_files_too() -> None:
    result = imported(HEADER + ",A council,1,,1,0123,,\n")
    assert not result.problems
    assert Organisation.objects.get(name="A council").profit_status == 3


def test_a_deleted_organisation_is_not_changed_by_a_file() -> None:
    organisation = OrganisationFactory(name="Gone", phone="1", discarded_at=now())
    result = imported(HEADER + f"{organisation.pk},Gone,2,1,1,999,,\n")
    assert result.problems
    assert Organisation.objects.get(pk=organisation.pk).phone == "1"


def test_a_file_with_a_few_columns_leaves_the_others_as_they_are() -> None:
    organisation = OrganisationFactory(phone="0123")
    result = imported(f"id,profit_status\n{organisation.pk},2\n")
    assert not result.problems
    organisation.refresh_from_db()
    assert (organisation.profit_status, organisation.phone, organisation.holds_own_stock) == (2, "0123", True)


def test_what_is_not_yes_or_no_is_told() -> None:
    result = imported(HEADER + ",New one,2,1,perhaps,0123,,\n")
    assert result.problems
    assert not Organisation.objects.filter(name="New one").exists()


def test_exported_cells_are_safe_for_spreadsheets_and_come_back_as_they_were() -> None:
    organisation = OrganisationFactory(name="=HYPERLINK(1)", phone="+44 161 123 4567")
    client = Client()
    client.force_login(SupportFactory())
    response = client.post("/orgs/organisation/export/", {"file_format": "csv"})
    text = b"".join(response).decode("utf-8-sig")
    assert response["Content-Type"].startswith("text/csv"), text
    (row,) = [row for row in csv.DictReader(text.splitlines()) if row["id"] == str(organisation.pk)]
    assert (row["name"], row["phone"]) == ("'=HYPERLINK(1)", "'+44 161 123 4567")
    result = imported(text)
    assert not result.problems
    organisation.refresh_from_db()
    assert (organisation.name, organisation.phone) == ("=HYPERLINK(1)", "+44 161 123 4567")
