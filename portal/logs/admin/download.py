"""The list of logs as a CSV file: what the list shows with its filters and search, all pages of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.timezone import localtime

from portal.clock import now
from portal.csv_files import csv_lines
from portal.downloads import attachment
from portal.downloads.models import DownloadKind
from portal.logs.admin.names import NameBook, names_of

DOWNLOADS = {"lettings": DownloadKind.LETTINGS_LOGS, "sales": DownloadKind.SALES_LOGS}


def download_list(admin: Any, request: HttpRequest) -> StreamingHttpResponse:
    """Rows come from the same queryset as the list, so nobody downloads what they cannot see."""
    listed = admin.listed(request)
    name = f"{admin.opts.app_label}-logs-{now():%Y-%m-%d-%H-%M-%S}.csv"
    return attachment(
        csv_lines(_rows(admin, listed, names_of(request))),
        name=name,
        actor=request.user,  # type: ignore[arg-type]
        kind=DOWNLOADS[admin.opts.app_label],
        filters=request.GET.dict(),
    )


def _rows(admin: Any, listed: Any, names: NameBook) -> Iterator[list[str]]:
    yield ["Log", "Status", "Date", *admin.download_headings, "Owned by", admin.manager_title, "Assigned to", "Created"]
    for log in listed.order_by("pk").iterator(chunk_size=2000):
        yield [
            str(log.pk),
            log.get_status_display(),
            log.date.isoformat() if log.date else "",
            *admin.download_values(log),
            names.on(log.owning_organisation_id, log.date),
            names.on(log.managing_organisation_id, log.date),
            log.assigned_to.email if log.assigned_to else "",
            localtime(log.created_at).date().isoformat(),
        ]
