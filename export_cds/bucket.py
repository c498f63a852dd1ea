"""An S3 bucket as the store. Apart from the folder, because its library takes half a second to import."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError
from storages.backends.s3 import S3Storage

from django.core.files.base import File
from django.utils.deconstruct import deconstructible

from export_cds.storage import NameTaken, same_content

TAKEN = 412


@deconstructible
class BucketStorage(S3Storage):
    """An S3 bucket. The name is taken by a conditional request, so that two workers cannot both succeed."""

    def put_once(self, name: str, content: File[Any]) -> None:
        """In one request (up to 5 GB), because the condition is checked at its end and nothing is left of a broken one."""
        key = self._normalize_name(name)
        if self.exists(name):
            self._compare(name, content)
            return
        content.seek(0)
        try:
            self.connection.meta.client.put_object(
                Bucket=self.bucket_name,
                Key=key,
                Body=content,
                IfNoneMatch="*",
                **self._get_write_parameters(name, content),
            )
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != TAKEN:
                raise
            # Taken meanwhile; by ourselves, when only the answer to our first try was lost.
            self._compare(name, content)

    def _compare(self, name: str, content: File[Any]) -> None:
        if not same_content(self, name, content):
            raise NameTaken(f"{name} is in the bucket already, with other content")

    def sweep(self) -> int:
        """Uploads are single requests, of which a bucket keeps nothing when they break off."""
        return 0
