"""Files people ask for: at once or by a worker, fetched again only by whoever may see what is in them."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from python_calamine import CalamineWorkbook

from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from accounts.models import SentEmail, User
from accounts.roles import Role
from lettings.models import LettingsLog
from portal.clock import Frozen
from portal.downloads.models import DownloadRecord
from portal.files import ask
from portal.files.formats import write_xlsx
from portal.files.job import STORE
from portal.files.models import Fetch, PreparedFile, PreparedState
from portal.files.registry import Contents
from portal.files.retention import sweep_expired
from portal.jobs.work import carry_out
from portal.logs.status import LogStatus
from tests.factories.accounts import CoordinatorFactory, ProviderFactory, StatisticianFactory, SupportFactory
from tests.factories.orgs import OrganisationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.clock("2026-11-10")]
by_worker = pytest.mark.django_db(transaction=True)
DOWNLOAD = "admin:lettings_lettingslog_download"


def a_letting(owner: Any, manager: Any = None, year: int = 2026, **answers: Any) -> LettingsLog:
    log: LettingsLog = LettingsLog.objects.create(
        owning_organisation=owner,
        managing_organisation=manager or owner,
        collection_year=year,
        date=f"{year}-05-01",
        status=LogStatus.IN_PROGRESS,
        needstype=1,
        answers={"startdate": f"{year}-05-01", "needstype": 1, **answers},
    )
    return log


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def ask_for(person: User, query: str = "year=2026", **sent: str) -> Any:
    return client_of(person).post(f"{reverse(DOWNLOAD)}?{query}", {"file_format": "csv", **sent})


def rows_of(response: Any) -> list[dict[str, str]]:
    _, headers, *rows = csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    return [dict(zip(headers, row, strict=True)) for row in rows]


def prepared(person: User, monkeypatch: pytest.MonkeyPatch, query: str = "year=2026", **sent: str) -> PreparedFile:
    monkeypatch.setattr(ask, "MOST_AT_ONCE", 1)
    response = ask_for(person, query, **sent)
    assert response.status_code == 302
    file = PreparedFile.objects.get()
    assert response["Location"] == reverse("admin:files_preparedfile_change", args=[file.pk])
    carry_out(PreparedFile, file.pk)
    file.refresh_from_db()
    assert file.state == PreparedState.READY
    return file


def fetch(person: User, file: PreparedFile) -> Any:
    return client_of(person).get(reverse("admin:files_preparedfile_fetch", args=[file.pk]))


def test_a_small_file_comes_at_once_and_is_recorded() -> None:
    support = SupportFactory()
    logs = [a_letting(OrganisationFactory()) for _ in range(2)]
    a_letting(OrganisationFactory(), year=2025)
    found = rows_of(ask_for(support))
    assert [row["id"] for row in found] == [str(log.pk) for log in logs]
    record = DownloadRecord.objects.get()
    assert (record.user, '"codes": false' in record.download_filters) == (support, True)
    assert Fetch.objects.get().row_count == 2


def test_codes_are_refused_to_others_than_the_department() -> None:
    log = a_letting(OrganisationFactory())
    person = CoordinatorFactory(organisation=log.owning_organisation)
    assert ask_for(person, "year=2026&codes=1").status_code == 403
    assert client_of(person).get(f"{reverse(DOWNLOAD)}?year=2026&codes=1").status_code == 403
    assert not DownloadRecord.objects.exists()
    assert rows_of(ask_for(StatisticianFactory(), "year=2026&codes=1"))[0]["needstype"] == "1"
    assert rows_of(ask_for(person))[0]["needstype"] == "General needs"


def test_a_year_is_asked_for_when_the_list_has_none_or_several() -> None:
    log = a_letting(OrganisationFactory(), year=2025)
    support = SupportFactory()
    for query in ("", "year=2025&year=2026"):
        assert b"file_year" in client_of(support).get(f"{reverse(DOWNLOAD)}?{query}").content
        refused = ask_for(support, query)
        assert refused.status_code == 422
        assert b"Select the collection year" in refused.content
        found = ask_for(support, query, file_year="2025")
        assert found.streaming, found.context["form"].errors
        assert [row["id"] for row in rows_of(found)] == [str(log.pk)]
    assert b"file_year" not in client_of(support).get(f"{reverse(DOWNLOAD)}?year=2025").content


def test_the_list_of_an_organisation_holds_what_it_owns_and_what_it_manages() -> None:
    mine, other = OrganisationFactory(), OrganisationFactory()
    owned, managed = a_letting(mine, other), a_letting(other, mine)
    a_letting(other)
    response = ask_for(SupportFactory(), f"year=2026&organisation={mine.pk}")
    assert [row["id"] for row in rows_of(response)] == [str(owned.pk), str(managed.pk)]


def test_people_get_only_the_logs_they_see() -> None:
    mine, other = OrganisationFactory(), OrganisationFactory()
    owned, managed = a_letting(mine, other), a_letting(other, mine)
    a_letting(other)
    both = rows_of(ask_for(CoordinatorFactory(organisation=mine)))
    assert {row["id"] for row in both} == {str(owned.pk), str(managed.pk)}
    only = rows_of(ask_for(ProviderFactory(organisation=mine)))
    assert {row["id"] for row in only} == {str(managed.pk)}


@by_worker
@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_large_file_is_made_by_a_worker_and_fetched_from_its_page(
    monkeypatch: pytest.MonkeyPatch, file_format: str
) -> None:
    person = CoordinatorFactory()
    a_letting(person.organisation)
    file = prepared(person, monkeypatch, file_format=file_format)
    assert (file.row_count, bool(file.checksum), file.error) == (1, True, "")
    email = SentEmail.objects.get(template="file_ready")
    assert (email.user, email.parameters["page"].endswith(f"/{file.pk}/change/")) == (person, True)
    assert (
        b"Fetch the file" in client_of(person).get(reverse("admin:files_preparedfile_change", args=[file.pk])).content
    )
    content = b"".join(fetch(person, file).streaming_content)
    assert len(content) == file.size
    assert Fetch.objects.get().checksum == file.checksum


@by_worker
def test_who_may_fetch_it_is_asked_at_every_click(monkeypatch: pytest.MonkeyPatch) -> None:
    person = CoordinatorFactory()
    a_letting(person.organisation)
    file = prepared(person, monkeypatch)
    colleague = CoordinatorFactory(organisation=person.organisation)
    provider = ProviderFactory(organisation=person.organisation)
    allowed = {who: fetch(who, file).status_code for who in (person, colleague, SupportFactory())}
    assert set(allowed.values()) == {200}
    for stranger in (provider, CoordinatorFactory(), StatisticianFactory()):
        assert fetch(stranger, file).status_code == 404
    assert Fetch.objects.count() == 3
    User.objects.filter(pk=person.pk).update(role=Role.DATA_PROVIDER)
    assert fetch(User.objects.get(pk=person.pk), file).status_code == 404
    User.objects.filter(pk=person.pk).update(role=Role.DATA_COORDINATOR, organisation=OrganisationFactory())
    assert fetch(User.objects.get(pk=person.pk), file).status_code == 404


@by_worker
def test_a_store_gives_an_address_of_a_minute_and_only_after_the_rights(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    owner = OrganisationFactory()
    a_letting(owner)
    a_letting(owner)
    person, stranger = CoordinatorFactory(organisation=owner), CoordinatorFactory()
    file = prepared(person, monkeypatch)
    options = {"bucket_name": "files", "access_key": "key", "secret_key": "secret", "region_name": "eu-west-2"}
    settings.STORAGES = {**settings.STORAGES, STORE: {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}}
    sent = fetch(person, file)
    assert sent.status_code == 302
    address, asked = urlsplit(sent["Location"]), parse_qs(urlsplit(sent["Location"]).query)
    assert address.path.endswith(file.store_name)
    assert (asked.get("X-Amz-Expires") or ["60"]) == ["60"]
    assert "X-Amz-Signature" in asked or "Signature" in asked
    assert file.file_name in asked["response-content-disposition"][0]
    assert fetch(stranger, file).status_code == 404
    User.objects.filter(pk=person.pk).update(organisation=stranger.organisation)
    assert fetch(person, file).status_code == 404
    assert Fetch.objects.filter(record=file.record).count() == 1


@by_worker
def test_a_file_is_not_made_for_somebody_who_lost_the_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "MOST_AT_ONCE", 1)
    statistician = StatisticianFactory()
    a_letting(OrganisationFactory())
    ask_for(statistician, "year=2026&codes=1")
    file = PreparedFile.objects.get()
    User.objects.filter(pk=statistician.pk).update(active=False)
    with pytest.raises(PermissionDenied, match="may not have"):
        carry_out(PreparedFile, file.pk)
    file.refresh_from_db()
    assert (file.state, file.store_name) == (PreparedState.FAILED, "")


@by_worker
def test_after_two_days_it_is_gone(monkeypatch: pytest.MonkeyPatch, clock: Frozen) -> None:
    person = CoordinatorFactory()
    a_letting(person.organisation)
    file = prepared(person, monkeypatch)
    assert storages[STORE].exists(file.store_name)
    clock.move_to("2026-11-12T13:00")
    page = fetch(person, file)
    assert page.status_code == 200
    assert b"no longer kept" in page.content
    assert file.expires_at is not None
    sweep_expired(file.expires_at)
    assert not storages[STORE].exists(file.store_name)
    sweep_expired(file.expires_at + timedelta(days=2))
    assert not PreparedFile.objects.exists()
    assert DownloadRecord.objects.exists()


def test_a_workbook_says_the_same_text_as_was_stored() -> None:
    """Numbers are numbers for whoever adds them up; what would be read back as another text stays a text."""
    support, owner = SupportFactory(), OrganisationFactory()
    codes = ["12.10", "5.0", "007", "-0", "42", "9" * 15]
    for code in codes:
        a_letting(owner, tenancycode=code, propcode=code, brent="200.0", beds=2)
    response = ask_for(support, file_format="xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content))).get_sheet_by_index(0)
    _, headers, *rows = sheet.to_python()
    found = [dict(zip(headers, row, strict=True)) for row in rows]
    assert [row["tenancycode"] for row in found] == codes == [row["propcode"] for row in found]
    assert {(row["brent"], row["beds"]) for row in found} == {(200.0, 2.0)}


@pytest.mark.parametrize("text", ["12.10", "-0", "1.0000000", "0.10", "1e5", "01"])
def test_only_what_is_written_as_numbers_are_becomes_one(text: str) -> None:
    out = io.BytesIO()
    write_xlsx(Contents(head=(), lines=[[text, "5.25", "-7", "0"]], count=lambda up_to: 1), out, title="Test")
    out.seek(0)
    assert CalamineWorkbook.from_filelike(out).get_sheet_by_index(0).to_python() == [[text, 5.25, -7.0, 0.0]]
