"""Delivery to S3, against a real server over HTTP."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from export_cds.models import ExportRun, RunState
from export_cds.running import deliver, perform
from portal.changes.models import ChangeMark
from tests.export_cds.documents import make_letting
from tests.export_cds.runs import export_lettings, manifest_rows, records
from tests.export_cds.s3 import BUCKET, CuttingProxy, bucket_client, s3_server, storage_settings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clock("2026-08-05 09:30")]

FIRST = "core_2026_2027_apr_mar_f0001_inc0001"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    folder = tmp_path_factory.mktemp("s3")
    with s3_server(folder) as port:
        yield port, folder / BUCKET


@pytest.fixture
def bucket(server: tuple[int, Path]) -> Path:
    """The folder behind the bucket, empty."""
    for path in server[1].iterdir():
        path.unlink()
    return server[1]


@pytest.fixture
def line(server: tuple[int, Path], settings: Any, store: Path) -> Iterator[CuttingProxy]:
    """The exports go to the bucket through this line."""
    proxy = CuttingProxy(server[0])
    settings.STORAGES = {**settings.STORAGES, "exports": storage_settings(proxy.port)}
    yield proxy
    proxy.close()


def letting_with_much_to_tell() -> Any:
    """Text that does not compress, so that the archive is larger than what passes before a cut."""
    letters = random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=60_000)
    return make_letting(answers={"reasonother": "".join(letters)})


def test_archive_and_manifest_arrive_at_the_root_of_the_bucket(bucket: Path, line: CuttingProxy) -> None:
    log = make_letting()
    run = export_lettings()
    listed = bucket_client(line.port).list_objects_v2(Bucket=BUCKET)
    assert sorted(item["Key"] for item in listed["Contents"]) == ["Manifest_2026_08_05_0001.csv", f"{FIRST}.zip"]
    assert [record["log_id"] for record in records(bucket, FIRST)] == [str(log.pk)]
    assert manifest_rows(bucket, run)[0][0] == FIRST


def test_an_upload_that_breaks_off_is_tried_again(bucket: Path, line: CuttingProxy) -> None:
    log = letting_with_much_to_tell()
    line.cut(after=20_000, times=2)
    run = export_lettings()
    assert (run.state, line.cuts) == (RunState.FINISHED, 2)
    assert [record["log_id"] for record in records(bucket, FIRST)] == [str(log.pk)]


def test_a_store_that_stays_away_fails_the_run_which_is_resumed_later(bucket: Path, line: CuttingProxy) -> None:
    log = letting_with_much_to_tell()
    line.cut(after=20_000, times=deliver.TRIES)
    with pytest.raises(deliver.DeliveryFailed):
        export_lettings()
    run = ExportRun.objects.get()
    assert (run.state, run.attempts) == (RunState.DELIVERING, 1)
    assert "could not be delivered" in run.error
    assert not (bucket / "Manifest_2026_08_05_0001.csv").exists()
    assert ChangeMark.objects.filter(collection="lettings", object_id=log.pk).exists()
    resumed = perform.perform(run.pk)
    assert (resumed.state, resumed.exports.get().name) == (RunState.FINISHED, FIRST)
    assert [record["log_id"] for record in records(bucket, FIRST)] == [str(log.pk)]
    assert not ChangeMark.objects.filter(collection="lettings").exists()


def test_a_cut_while_the_master_manifest_is_sent_repeats_the_manifest_only(
    bucket: Path, line: CuttingProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_letting()
    deliver_manifest = perform.deliver_master_manifest

    def cut_first(run: ExportRun) -> None:
        line.cut(after=0, times=1)
        deliver_manifest(run)

    monkeypatch.setattr(perform, "deliver_master_manifest", cut_first)
    run = export_lettings()
    assert (run.state, line.cuts) == (RunState.FINISHED, 1)
    assert len(manifest_rows(bucket, run)) == 1


def test_wrong_keys_are_told_as_what_went_wrong(server: tuple[int, Path], settings: Any, store: Path) -> None:
    make_letting()
    wrong = storage_settings(server[0])
    wrong["OPTIONS"]["secret_key"] = "something else"
    settings.STORAGES = {**settings.STORAGES, "exports": wrong}
    with pytest.raises(ClientError):
        export_lettings()
    assert "Forbidden" in ExportRun.objects.get().error or "Signature" in ExportRun.objects.get().error
