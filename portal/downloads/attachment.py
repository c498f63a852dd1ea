"""The one place that builds files for people: who asked is kept before the first byte leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from portal.downloads.record import record_download

if TYPE_CHECKING:
    from accounts.models import User
    from portal.downloads.models import DownloadKind

CSV = "text/csv; charset=utf-8"


def attachment(
    content: Iterable[str | bytes],
    *,
    name: str,
    actor: User,
    kind: DownloadKind,
    filters: Mapping[str, Any],
    content_type: str = CSV,
) -> StreamingHttpResponse:
    """A file to keep, sent piece by piece; `filters` say which records were asked for."""
    record_download(user=actor, kind=kind, filters=filters)
    response = StreamingHttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
