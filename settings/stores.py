"""Where files go: a folder each by default, an S3 bucket where one is named."""

from pathlib import Path
from typing import Any

import environ

# alias -> (environment variable naming the bucket, whether a name may be written again)
STORES = {
    # The nightly export: a run that crashed is resumed under the same names.
    "exports": ("EXPORT_BUCKET", True),
    # Files people send in.
    "uploads": ("UPLOAD_BUCKET", False),
    # Files we prepared for people to fetch.
    "downloads": ("DOWNLOAD_BUCKET", False),
    # A file between the two pages of an import in the admin.
    "import_export": ("IMPORT_BUCKET", False),
}


def file_stores(env: environ.Env, folder: Path) -> dict[str, dict[str, Any]]:
    """Give Django's STORAGES entries for our files; `default` is for whoever names none."""
    stores = {
        alias: _store(env, env.str(bucket, default=""), folder / alias, again)
        for alias, (bucket, again) in STORES.items()
    }
    stores["default"] = _folder(folder / "files", again=False)
    return stores


def _store(env: environ.Env, bucket: str, folder: Path, again: bool) -> dict[str, Any]:
    return _bucket(env, bucket, again=again) if bucket else _folder(folder, again=again)


def _folder(folder: Path, *, again: bool) -> dict[str, Any]:
    return {
        # A file that may be written again is replaced whole, so that nobody ever reads half of one.
        "BACKEND": "export_cds.storage.FolderStorage" if again else "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": folder, "allow_overwrite": again, "file_permissions_mode": 0o600},
    }


def _bucket(env: environ.Env, bucket: str, *, again: bool) -> dict[str, Any]:
    # Imported here only: it takes half a second, which every command without a bucket can save.
    from botocore.config import Config

    endpoint = env.str("AWS_S3_ENDPOINT_URL", default="") or None
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "region_name": env.str("AWS_REGION", default="eu-west-2"),
            "endpoint_url": endpoint,
            "location": env.str("S3_PREFIX", default=""),
            "default_acl": None,
            "file_overwrite": again,
            "querystring_auth": True,
            "querystring_expire": env.int("S3_LINK_SECONDS", default=300),
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": "path" if endpoint else "auto"},
                # Checksums beyond the signed ones are AWS's own; other S3 servers stumble over them.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=5,
                read_timeout=60,
                retries={"mode": "standard", "max_attempts": 4},
            ),
        },
    }
