"""Files of support beside those made from the questionnaire: looked at, kept, offered and withdrawn."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.files.job import STORE
from portal.files.scan import Refused
from portal.years import additional
from portal.years.additional import Sent, add_file, type_of, withdraw_file, years_to_add
from portal.years.models import AdditionalFile
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory, SupportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-11-10 12:00")]
PDF = b"%PDF-1.7 guidance"
PAGE = reverse("admin:years_questionnaireversion_resources")
ADD = reverse("admin:years_additionalfile_add")


def archive(*names: str, mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        if mimetype:
            book.writestr("mimetype", mimetype)
        for name in names:
            book.writestr(name, "x")
    return out.getvalue()


def sent(**changed: Any) -> Sent:
    values = {"title": "Guidance", "log_type": "lettings", "year": 2026, "name": "guidance.pdf", "content": PDF}
    return Sent(**{**values, **changed})


@pytest.fixture
def support(client: Client) -> Client:
    client.force_login(SupportFactory(name="Sam Porter"))
    return client


@pytest.fixture
def provider() -> Client:
    found = Client()
    found.force_login(ProviderFactory(organisation__signed=True))
    return found


@pytest.mark.parametrize(
    ("content", "file_type"),
    [
        (PDF, "pdf"),
        (archive("xl/workbook.xml"), "xlsx"),
        (archive("word/document.xml"), "docx"),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        ("Name,Rent\nElm Höhe,-12.50\n".encode(), "csv"),
    ],
)
def test_what_is_taken_is_known_by_its_content(content: bytes, file_type: str) -> None:
    assert type_of(content) == file_type


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b" \r\n", "empty"),
        (b"MZ\x90\x00\x03", "wrong_type"),
        (b"\x89PNG\r\n", "wrong_type"),
        (b"<html><script>alert(1)</script>", "wrong_type"),
        (b"#!/bin/sh\nrm", "wrong_type"),
        (b"Name,Sum\nElm,=1+1\n", "formulas"),
        (archive("anything.exe"), "wrong_type"),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"), "wrong_type"),
        (archive("xl/workbook.xml", "xl/vbaProject.bin"), "macros"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_everything_else_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        type_of(content)
    assert refusal.value.code == code


def test_a_file_may_have_100_mb(monkeypatch: pytest.MonkeyPatch) -> None:
    assert additional.LARGEST == 100 * 1024 * 1024
    monkeypatch.setattr(additional, "LARGEST", len(PDF) - 1)
    with pytest.raises(Refused, match="smaller"):
        type_of(PDF)


def test_a_name_that_says_something_else_is_refused() -> None:
    with pytest.raises(Refused, match="does not end in"):
        add_file(sent=sent(name="guidance.exe"), by=SupportFactory())


def test_what_the_scanner_refuses_is_not_kept(support: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(content: bytes) -> None:
        raise Refused("virus", "The virus scanner refused the file. It was not kept.")

    monkeypatch.setattr(additional, "scan", refuse)
    page = support.post(ADD, filled()).content.decode()
    assert "The virus scanner refused the file." in page
    assert "<title>Error: " in page
    assert not AdditionalFile.objects.exists()


def filled(**changed: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("guidance.pdf", PDF, "application/pdf")
    return {"title": "Guidance on rents", "log_type": "lettings", "year": "2026", "file": file, **changed}


def test_from_support_to_landlords_and_back(
    support: Client, provider: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    assert ADD in support.get(PAGE).content.decode()
    assert support.post(ADD, filled()).status_code == 302
    file = AdditionalFile.objects.get()
    page = provider.get(PAGE).content.decode()
    assert "Guidance on rents for lettings 2026 (PDF, 17" in page
    assert "Withdraw" not in page
    assert ADD not in page
    address = reverse("admin:years_additionalfile_file", args=[file.pk])
    answer = provider.get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert 'attachment; filename="guidance.pdf"' in answer["Content-Disposition"]
    withdraw = reverse("admin:years_additionalfile_withdraw", args=[file.pk])
    assert "Enter" in support.post(withdraw, {"reason": ""}).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert support.post(withdraw, {"reason": "It is out of date"}).status_code == 302
    assert not storages[STORE].exists(file.store_name)
    assert provider.get(address).status_code == 404
    assert "Guidance on rents" not in provider.get(PAGE).content.decode()
    told = support.get(PAGE).content.decode()
    assert "by Sam Porter: It is out of date" in told
    assert support.get(withdraw).status_code == 404


def test_what_is_missing_is_told_at_its_field(support: Client) -> None:
    page = support.post(ADD, {"title": ""}).content.decode()
    for link in ("#id_title", "#id_log_type", "#id_year", "#id_file"):
        assert f'href="{link}' in page


@pytest.mark.parametrize("factory", [CoordinatorFactory, ProviderFactory, StatisticianFactory])
def test_only_support_adds_and_withdraws(factory: Callable[[], Any]) -> None:
    file = add_file(sent=sent(), by=SupportFactory())
    with pytest.raises(PermissionDenied):
        add_file(sent=sent(), by=factory())
    with pytest.raises(PermissionDenied):
        withdraw_file(file=file, reason="", by=factory())


@pytest.mark.clock("2027-02-01 12:00")
def test_files_of_the_next_year_wait_for_it(support: Client, provider: Client) -> None:
    assert 2027 in years_to_add()
    file = add_file(sent=sent(year=2027), by=SupportFactory())
    address = reverse("admin:years_additionalfile_file", args=[file.pk])
    assert provider.get(address).status_code == 404
    assert support.get(address).status_code == 200


def test_other_years_are_refused() -> None:
    assert 2027 not in years_to_add()
    with pytest.raises(Refused, match="cannot be added"):
        add_file(sent=sent(year=2027), by=SupportFactory())
