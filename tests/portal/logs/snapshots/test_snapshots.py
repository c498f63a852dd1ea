"""Snapshots: read back, they say what the view said."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from django.core.files.storage import storages
from django.db import connection
from django.test import Client
from django.urls import reverse

from lettings.models import LettingsLog
from portal.clock import LONDON, Frozen, moment, today
from portal.downloads.models import DownloadKind, DownloadRecord
from portal.jobs.work import carry_out
from portal.logs.record import delete_log, record_answers
from portal.logs.snapshots import parquet, schedule
from portal.logs.snapshots.job import STORE, ask_for_snapshot
from portal.logs.snapshots.models import Snapshot, SnapshotState
from portal.logs.snapshots.parquet import NoParquet
from portal.logs.status import LogStatus
from portal.logs.views.statements import create_views
from tests.factories.accounts import CoordinatorFactory, StatisticianFactory
from tests.factories.orgs import OrganisationFactory
from tests.portal.logs.record.worlds import recorded

pytestmark = pytest.mark.clock("2026-11-10")


def a_letting(name: str, **answers: Any) -> LettingsLog:
    owner = OrganisationFactory(name=name)
    log: LettingsLog = LettingsLog.objects.create(
        owning_organisation=owner,
        managing_organisation=owner,
        collection_year=2026,
        date="2026-05-01",
        status=LogStatus.COMPLETED,
        answers={"startdate": "2026-05-01", "needstype": 1, **answers},
    )
    return log


@pytest.mark.django_db(transaction=True)
def test_reading_it_back_equals_the_view() -> None:
    a_letting('Homes, "Ltd"', brent="95.50", beds=3, is_la_inferred=True, la="E08000003", age1=34)
    a_letting("\\N", brent="1234.56")
    create_views()
    snapshot = ask_for_snapshot("lettings", 2026)
    carry_out(Snapshot, snapshot.pk)
    snapshot.refresh_from_db()
    assert (snapshot.state, snapshot.row_count, snapshot.error) == (SnapshotState.TAKEN, 2, "")
    store = storages[STORE]
    with store.open(f"{snapshot.store_name}.json") as content:
        manifest = json.load(content)
    with store.open(snapshot.store_name) as content:
        assert manifest["sha256"] == snapshot.checksum == hashlib.sha256(content.read()).hexdigest()
    assert (manifest["rows"], manifest["view"], manifest["questionnaire_version"]) == (2, "lettings_2026", 1)
    with parquet.duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        read = engine.read_parquet(store.path(snapshot.store_name)).order("id")
        names, found = read.columns, read.fetchall()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM lettings_2026 ORDER BY id")
        assert names == [column.name for column in cursor.description]
        assert found == cursor.fetchall()


@pytest.mark.django_db
def test_where_parquet_cannot_be_written_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "duckdb", None)
    with pytest.raises(NoParquet, match=r"requirements-worker\.txt"):
        parquet.require_parquet()
    schedule.weekly(moment("2026-11-10"))
    assert not Snapshot.objects.exists()


@pytest.mark.django_db
def test_once_a_week_each_open_year_of_each_kind() -> None:
    for at in ("2026-11-10T12:00", "2026-11-10T12:01", "2026-11-16T03:00"):
        schedule.weekly(moment(at).astimezone(LONDON))
    found = sorted(Snapshot.objects.values_list("log_type", "year"))
    assert found == [("lettings", 2025), ("lettings", 2026), ("sales", 2025), ("sales", 2026)]
    schedule.weekly(moment("2026-11-16T04:00"))
    assert Snapshot.objects.count() == 8


@pytest.mark.django_db
def test_one_of_the_past_does_not_stand_for_that_of_the_week() -> None:
    with pytest.raises(ValueError, match="a day that is over"):
        ask_for_snapshot("lettings", 2026, moment("2026-11-11"))
    ask_for_snapshot("lettings", 2026, moment("2026-11-09"))
    schedule.weekly(moment("2026-11-10T12:00"))
    assert Snapshot.objects.filter(log_type="lettings", year=2026, wanted_at=None).count() == 1


@pytest.mark.django_db
def test_a_year_without_a_questionnaire_has_none() -> None:
    with pytest.raises(ValueError, match="no questionnaire"):
        ask_for_snapshot("lettings", 2019)


@pytest.mark.django_db(transaction=True)
def test_as_it_stood_at_the_end_of_a_day(client: Client, clock: Frozen) -> None:
    """Asked for, taken and fetched in the admin: the snapshot has what the view had then."""
    person = CoordinatorFactory(organisation=OrganisationFactory(signed=True))
    log, deleted = (recorded("lettings", person, beds="2") for _ in range(2))
    create_views()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, beds, owning_organisation_name FROM lettings_2026 ORDER BY id")
        then = cursor.fetchall()
    clock.move_by(hours=48)
    recorded("lettings", person)
    record_answers(log=log, changes={"beds": "3"}, actor=person)
    delete_log(log=deleted, actor=person)
    client.force_login(StatisticianFactory())
    add = reverse("admin:snapshots_snapshot_add")
    refused = client.post(add, {"kind": "lettings", "year": "2026", "day": f"{today()}"})
    assert "Day must be in the past" in refused.content.decode()
    response = client.post(add, {"kind": "lettings", "year": "2026", "day": "2026-11-10"})
    snapshot = Snapshot.objects.get()
    carry_out(Snapshot, snapshot.pk)
    page = client.get(response["Location"]).content.decode()
    assert "10 November 2026" in page
    manifest = client.get(reverse("admin:snapshots_snapshot_manifest", args=[snapshot.pk]))
    told = json.loads(b"".join(manifest.streaming_content))
    assert (told["rows"], told["as_of"]) == (2, "2026-11-10T23:59:59+00:00")
    file = b"".join(client.get(reverse("admin:snapshots_snapshot_file", args=[snapshot.pk])).streaming_content)
    assert hashlib.sha256(file).hexdigest() == told["sha256"]
    assert DownloadRecord.objects.filter(download_type=DownloadKind.SNAPSHOTS).count() == 2
    snapshot.refresh_from_db()
    with parquet.duckdb.connect() as engine:
        read = engine.read_parquet(storages[STORE].path(snapshot.store_name)).order("id")
        assert read.select("id, beds, owning_organisation_name").fetchall() == then
    client.force_login(person)
    assert client.get(reverse("admin:snapshots_snapshot_file", args=[snapshot.pk])).status_code == 404
    assert client.post(add, {"kind": "lettings", "year": "2026"}).status_code == 403
