"""What stands above the headers of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from portal.clock import now
from portal.logs.downloads.definitions import definitions_of, load_definitions, note_use
from portal.logs.downloads.models import VariableDefinition
from tests.factories.accounts import StatisticianFactory, SupportFactory

pytestmark = pytest.mark.django_db


def define(variable: str, definition: str, year: int, log_type: str = "lettings") -> VariableDefinition:
    return VariableDefinition.objects.create(variable=variable, definition=definition, log_type=log_type, year=year)


def test_the_definition_of_the_year_counts_else_the_nearest_before_never_a_later_one() -> None:
    for year in (2023, 2024, 2026):
        define(" Age1 ", f"from {year}", year)
    define("age1", "of sales", 2025, "sales")
    found = {year: definitions_of("lettings", year, ["AGE1", "sex1"]) for year in (2022, 2023, 2025, 2026, 2027)}
    assert found == {
        2022: ["", ""],
        2023: ["from 2023", ""],
        2025: ["from 2024", ""],
        2026: ["from 2026", ""],
        2027: ["from 2026", ""],
    }


def test_use_is_noted_of_those_that_were_shown() -> None:
    old, new, other = define("age1", "old", 2023), define("age1", "new", 2024), define("sex1", "x", 2026)
    note_use("lettings", 2025, ["age1", "sex1"])
    for one in (old, new, other):
        one.refresh_from_db()
    assert (old.last_accessed, other.last_accessed) == (None, None)
    assert new.last_accessed is not None
    assert new.last_accessed <= now()


def test_files_are_loaded_and_what_was_said_before_is_not_said_again(tmp_path: Path) -> None:
    (tmp_path / "lettings_download_23_24.csv").write_text("ID,Number of the log\nAge1,Age, in years\n")
    (tmp_path / "lettings_download_24_25.csv").write_text('\ufeffage1,"Age, in years"\nage1,Age now\nsex1,Sex\n')
    (tmp_path / "sales_download_24_25.csv").write_text("id,Number of the sale\n")
    (tmp_path / "notes.csv").write_text("id,nothing\n")
    loaded = load_definitions(tmp_path, ("lettings", "sales"))
    assert loaded == {
        "lettings_download_23_24.csv": 2,
        "lettings_download_24_25.csv": 2,
        "sales_download_24_25.csv": 1,
    }
    call_command("load_definitions", str(tmp_path), verbosity=0)
    assert VariableDefinition.objects.count() == 5
    assert definitions_of("lettings", 2023, ["age1"]) == ["Age, in years"]
    assert definitions_of("lettings", 2026, ["age1"]) == ["Age now"]


def test_support_loads_a_file(client: Client) -> None:
    client.force_login(SupportFactory())
    address = reverse("admin:log_downloads_variabledefinition_load")

    def send(name: str, content: bytes) -> str:
        return client.post(address, {"file": SimpleUploadedFile(name, content)}, follow=True).content.decode()

    text = b"\xef\xbb\xbfbeds,Bedrooms, all of them\nID,Number of the log\n"
    assert "2 definitions added" in send("lettings_download_26_27.csv", text)
    assert definitions_of("lettings", 2026, ["BEDS"]) == ["Bedrooms, all of them"]
    assert "0 definitions added" in send("lettings_download_26_27.csv", text)
    assert "must be named for its logs and year" in send("definitions.csv", text)
    assert "must be saved as CSV UTF-8" in send("sales_download_26_27.csv", b"caf\xe9,x")
    assert VariableDefinition.objects.count() == 2
    client.force_login(StatisticianFactory())
    assert client.post(address, {"file": SimpleUploadedFile("lettings_download_26_27.csv", text)}).status_code == 403


@pytest.mark.parametrize(
    "content", [b"x" * 101 + b",means\n", b'"' + b"y" * 140_000 + b'",means\n', b"tenancycode,with\0nothing\n"]
)
def test_a_file_that_holds_no_definitions_is_refused_with_its_line(client: Client, content: bytes) -> None:
    client.force_login(SupportFactory())
    file = SimpleUploadedFile("lettings_download_26_27.csv", b"brent,Rent\n" + content)
    response = client.post("/log_downloads/variabledefinition/load/", {"file": file})
    assert response.status_code == 422
    assert "Line 2" in response.content.decode()
    assert not VariableDefinition.objects.exists()


def test_a_variable_has_one_definition_from_a_year(client: Client) -> None:
    client.force_login(SupportFactory())
    one, other = define("beds", "Bedrooms", 2026), define("beds", "All bedrooms", 2025)
    sent = {"variable": " BEDS ", "definition": "Number of bedrooms", "log_type": "lettings", "year": "2026"}
    page = client.post(reverse("admin:log_downloads_variabledefinition_add"), sent)
    assert "from the same year already" in page.content.decode()
    address = "admin:log_downloads_variabledefinition_change"
    assert "from the same year" in client.post(reverse(address, args=[other.pk]), sent).content.decode()
    assert client.post(reverse(address, args=[one.pk]), sent).status_code == 302
    assert definitions_of("lettings", 2026, ["beds"]) == ["Number of bedrooms"]
