"""The list of organisations as a file: what the list shows, in every form, a large one by a worker, for support."""

from __future__ import annotations

import csv
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from orgs.detail_fields import IN_FILES
from portal.downloads.models import DownloadKind, DownloadRecord
from portal.files import ask
from portal.files.job import STORE
from portal.files.models import Fetch, PreparedFile
from portal.files.registry import file_kind
from portal.jobs.work import carry_out
from tests.factories.accounts import CoordinatorFactory, StatisticianFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory

ADDRESS = "/orgs/organisation/export/"


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.django_db
def test_the_file_holds_what_the_list_shows() -> None:
    support = SupportFactory()
    council = OrganisationFactory(name="A council", provider_type=1, profit_status=3)
    OrganisationFactory(name="Council of another kind")
    response = client_of(support).post(f"{ADDRESS}?provider_type__exact=1&q=council", {"file_format": "csv"})
    header, *rows = csv.reader(b"".join(response.streaming_content).decode("utf-8-sig").splitlines())
    assert header == list(IN_FILES)
    assert [row[:2] for row in rows] == [[str(council.pk), "A council"]]
    record = DownloadRecord.objects.get()
    assert (record.user, record.download_type) == (support, DownloadKind.ORGANISATIONS)
    assert '"q": "council"' in record.download_filters
    assert Fetch.objects.get().row_count == 1


@pytest.mark.django_db
def test_a_workbook_has_the_same_and_no_formulas() -> None:
    OrganisationFactory(name="=1+1")
    response = client_of(SupportFactory()).post(f"{ADDRESS}?q=%3D1", {"file_format": "xlsx"})
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))
    header, row = book.get_sheet_by_index(0).to_python()
    assert header == list(IN_FILES)
    assert row[1] == "=1+1"


@pytest.mark.django_db
def test_the_page_says_how_many_and_a_form_without_an_answer_is_refused() -> None:
    OrganisationFactory(name="Ash")
    client = client_of(SupportFactory())
    assert "1 organisation," in client.get(f"{ADDRESS}?q=Ash").content.decode()
    assert client.post(ADDRESS, {}).status_code == 422
    assert client.get(f"{ADDRESS}?colour=red").status_code == 400
    listed = client.get("/orgs/organisation/?q=Ash").content.decode()
    assert f'href="{ADDRESS}?q=Ash">Download</a>' in listed


@pytest.mark.django_db
def test_only_support_gets_it_whoever_asks_the_machine() -> None:
    for person in (CoordinatorFactory(), StatisticianFactory()):
        assert client_of(person).post(ADDRESS, {"file_format": "csv"}).status_code == 403
        with pytest.raises(PermissionDenied):
            file_kind("organisations").contents(person, {"query": ""})


@pytest.mark.django_db(transaction=True)
def test_a_large_one_is_made_by_a_worker_for_who_still_may_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "MOST_AT_ONCE", 1)
    support = SupportFactory()
    for _ in range(2):
        response = client_of(support).post(ADDRESS, {"file_format": "csv"})
    assert response["Location"] == reverse("admin:files_preparedfile_change", args=[PreparedFile.objects.first().pk])
    late, file = PreparedFile.objects.order_by("-pk")
    carry_out(PreparedFile, file.pk)
    file.refresh_from_db()
    with storages[STORE].open(file.store_name) as kept:
        assert kept.read().decode("utf-8-sig").splitlines()[0] == ",".join(IN_FILES)
    User.objects.filter(pk=support.pk).update(role=Role.STATISTICIAN)
    with pytest.raises(PermissionDenied):
        carry_out(PreparedFile, late.pk)
