"""Opening what was sent, from the store it was sent to."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404

from export_cds.models import ExportRun
from export_cds.running.stores import store_of
from portal.downloads import record_download
from portal.downloads.models import DownloadKind


def open_file(run: ExportRun, name: str, *, user: Any) -> FileResponse:
    """Stream it whole; it was taken away by the department when the store does not have it any more."""
    try:
        content = store_of(run).open(name, "rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    record_download(user=user, kind=DownloadKind.EXPORTS, filters={"file": name, "run": run.pk})
    return FileResponse(content, as_attachment=True, filename=name)
