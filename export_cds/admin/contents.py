"""What an archive holds: its parts, and the record of one log, organisation or person as it was sent."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lxml import etree

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse

from export_cds.archives.names import MANIFEST
from export_cds.models import Export
from export_cds.running.stores import store_of
from export_cds.storage import ExportStore
from portal.changes import LETTINGS, ORGANISATIONS, SALES, USERS
from portal.downloads.models import DownloadKind
from portal.downloads.record import record_download
from portal.requests import SignedInRequest
from portal.theme.forms import GovForm, GovIntegerField

if TYPE_CHECKING:
    from export_cds.admin.runs import ExportRunAdmin


NUMBERED_BY = {LETTINGS: "log_id", SALES: "ID", USERS: "id", ORGANISATIONS: "id"}
"""The element that holds the number of a record, by collection."""


class NumberForm(GovForm):
    """Which record to show."""

    number = GovIntegerField(label="Show the record with the number", short_label="Number", min_value=1)


def archive_contents(admin: ExportRunAdmin, request: SignedInRequest, export: Export) -> HttpResponse:
    """The parts of an archive; with a number its record. Whoever looks at one is recorded as with the file."""
    form = NumberForm(request.GET or None)
    context = {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "title": export.file_name,
        "export": export,
        "run": export.run,
        "form": form,
    }
    with _opened(store_of(export.run), export.file_name) as archive:
        context["parts"] = [(one.filename, one.file_size) for one in archive.infolist()]
        if form.is_bound and form.is_valid():
            number = form.cleaned_data["number"]
            wanted = {"file": export.file_name, "run": export.run_id, "record": number}
            record_download(user=request.user, kind=DownloadKind.EXPORTS, filters=wanted)
            context |= {"number": number, "record": _record(archive, NUMBERED_BY[export.collection], str(number))}
    return TemplateResponse(request, "export_cds/contents.html", context)


@contextmanager
def _opened(store: ExportStore, name: str) -> Iterator[zipfile.ZipFile]:
    """The archive from the store, by way of a file: stores give no access in the middle."""
    with tempfile.TemporaryFile(prefix="archive-") as local:
        try:
            with store.open(name, "rb") as content:
                shutil.copyfileobj(content, local)
        except FileNotFoundError as gone:
            raise Http404 from gone
        with zipfile.ZipFile(local) as archive:
            yield archive


def _record(archive: zipfile.ZipFile, element: str, number: str) -> list[tuple[str, str]] | None:
    """Element and text of the record, read piece by piece: parts are large."""
    for name in archive.namelist():
        if name == MANIFEST:
            continue
        with archive.open(name) as part:
            for _, record in etree.iterparse(part, tag="form"):
                if record.findtext(element) == number:
                    return [(str(child.tag), child.text or "") for child in record]
                record.clear()
    return None
