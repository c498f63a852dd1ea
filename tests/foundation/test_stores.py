"""Folders by default, buckets where they are named, and names that mean what each store needs."""

from pathlib import Path

import environ
import pytest

from django.core.files.base import ContentFile
from django.core.files.storage import InvalidStorageError, StorageHandler
from django.test import override_settings

from settings.stores import STORES, file_stores


def stores(folder: Path, **variables: str) -> dict:
    env = environ.Env()
    env.ENVIRON = variables
    return file_stores(env, folder)


@pytest.mark.parametrize("alias", [*STORES, "default"])
def test_without_buckets_each_kind_of_file_has_a_folder_of_its_own(tmp_path: Path, alias: str) -> None:
    store = StorageHandler(stores(tmp_path))[alias]
    name = store.save("a/b.txt", ContentFile(b"x"))
    assert store.open(name).read() == b"x"
    assert (Path(store.location) / "a" / "b.txt").stat().st_mode & 0o077 == 0


def test_no_store_replaces_a_file(tmp_path: Path) -> None:
    handler = StorageHandler(stores(tmp_path))
    for alias in STORES:
        first, second = (handler[alias].save("same.zip", ContentFile(b"x")) for _ in range(2))
        assert first != second, alias


def test_a_named_bucket_is_used_for_its_own_files_alone(tmp_path: Path) -> None:
    made = stores(tmp_path, EXPORT_BUCKET="core-exports", AWS_S3_ENDPOINT_URL="http://s3.test:9000")
    options = made["exports"]["OPTIONS"]
    assert options["bucket_name"] == "core-exports"
    assert options["endpoint_url"] == "http://s3.test:9000"
    assert options["client_config"].s3 == {"addressing_style": "path"}
    assert options["default_acl"] is None
    assert "FileSystemStorage" in made["uploads"]["BACKEND"]


def test_an_unknown_store_is_an_error_not_a_default(tmp_path: Path) -> None:
    with override_settings(STORAGES=stores(tmp_path)), pytest.raises(InvalidStorageError):
        StorageHandler(stores(tmp_path))["elsewhere"]
