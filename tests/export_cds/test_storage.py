"""Stores: a name is taken once, and the store itself decides by whom."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from django.core.files.base import File

from export_cds.bucket import BucketStorage
from export_cds.storage import ABANDONED_AFTER, FolderStorage, NameTaken
from portal.clock import now

BUCKET = "cds"


def file(text: str) -> File[Any]:
    return File(io.BytesIO(text.encode()), "a.zip")


@pytest.fixture(params=["folder", "bucket"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    if request.param == "folder":
        yield FolderStorage(location=tmp_path / "store")
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        boto3.client("s3", region_name="eu-west-2").create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
        )
        yield BucketStorage(bucket_name=BUCKET, region_name="eu-west-2", file_overwrite=False)


def text_of(store: Any, name: str) -> str:
    with store.open(name, "rb") as stored:
        return stored.read().decode()


def test_a_name_is_taken_once(any_store: Any) -> None:
    any_store.put_once("a.zip", file("new"))
    with pytest.raises(NameTaken):
        any_store.put_once("a.zip", file("old"))
    with pytest.raises(NameTaken):
        any_store.put_once("a.zip", file("longer"))
    assert text_of(any_store, "a.zip") == "new"


def test_the_same_again_is_no_conflict(any_store: Any) -> None:
    """The answer to a first attempt got lost, the file arrived."""
    any_store.put_once("a.zip", file("new"))
    any_store.put_once("a.zip", file("new"))
    assert text_of(any_store, "a.zip") == "new"


def test_the_store_decides_even_when_nothing_was_there_a_moment_ago(
    any_store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two workers both found the name free; the later one does not replace what the first one stored."""
    any_store.put_once("a.zip", file("new"))
    exists = type(any_store).exists
    with monkeypatch.context() as patched:
        patched.setattr(type(any_store), "exists", lambda *args: False)
        with pytest.raises(NameTaken):
            any_store.put_once("a.zip", file("old"))
    assert exists(any_store, "a.zip")
    assert text_of(any_store, "a.zip") == "new"


def test_what_a_dead_worker_left_unfinished_is_swept(tmp_path: Path) -> None:
    store = FolderStorage(location=tmp_path)
    store.put_once("a.zip", file("whole"))
    for name, age in ((".b.zip.x1.part", ABANDONED_AFTER.total_seconds() + 60), (".c.zip.x2.part", 60)):
        (tmp_path / name).write_text("half")
        os.utime(tmp_path / name, (now().timestamp() - age,) * 2)
    assert store.sweep() == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [".c.zip.x2.part", "a.zip"]


def test_nothing_unfinished_stays_after_a_failure(tmp_path: Path) -> None:
    store = FolderStorage(location=tmp_path)

    class Broken(File):
        def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
            yield b"half"
            raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        store.put_once("a.zip", Broken(io.BytesIO(b""), "a.zip"))
    assert list(tmp_path.iterdir()) == []
