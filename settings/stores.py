"""Where files go: a folder each by default, an S3 bucket where one is named."""

from pathlib import Path
from typing import Any

import environ

EXPORTS = "exports"
# alias -> environment variable naming the bucket
STORES = {
    # The nightly export.
    EXPORTS: "EXPORT_BUCKET",
    # Files people send in.
    "uploads": "UPLOAD_BUCKET",
    # Files we prepared for people to fetch.
    "downloads": "DOWNLOAD_BUCKET",
    # A file between the two pages of an import in the admin.
    "import_export": "IMPORT_BUCKET",
}


def file_stores(env: environ.Env, folder: Path) -> dict[str, dict[str, Any]]:
    """Give Django's STORAGES entries for our files; `default` is for whoever names none."""
    stores = {alias: _store(env, alias, env.str(bucket, default=""), folder) for alias, bucket in STORES.items()}
    stores["default"] = _folder("default", folder / "files")
    return stores


def _store(env: environ.Env, alias: str, bucket: str, folder: Path) -> dict[str, Any]:
    return _bucket(env, alias, bucket) if bucket else _folder(alias, folder / alias)


def _folder(alias: str, folder: Path) -> dict[str, Any]:
    return {
        "BACKEND": "export_cds.storage.FolderStorage"
        if alias == EXPORTS
        else "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder, "file_permissions_mode": 0o600},
    }


def _bucket(env: environ.Env, alias: str, bucket: str) -> dict[str, Any]:
    # Imported here only: it takes half a second, which every command without a bucket can save.
    from botocore.config import Config

    endpoint = env.str("AWS_S3_ENDPOINT_URL", default="") or None
    return {
        "BACKEND": "export_cds.bucket.BucketStorage" if alias == EXPORTS else "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "region_name": env.str("AWS_REGION", default="eu-west-2"),
            "endpoint_url": endpoint,
            "location": env.str("S3_PREFIX", default=""),
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "querystring_expire": env.int("S3_LINK_SECONDS", default=300),
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": "path" if endpoint else "auto"},
                # Checksums beyond the signed ones are AWS's own; other S3 servers stumble over them.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                # A store that hangs costs whoever waits for it three tries, under two minutes; jobs try again later.
                connect_timeout=5,
                read_timeout=30,
                tcp_keepalive=True,
                retries={"mode": "standard", "total_max_attempts": 3},
            ),
        },
    }
