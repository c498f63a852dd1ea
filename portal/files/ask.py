"""Somebody asks for a file: a small one leaves at once, a large one is made by a worker."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import FileResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from portal.clock import now
from portal.downloads.record import record_download
from portal.files.formats import CONTENT_TYPES, FileFormat, csv_stream, temporary_file, write_xlsx
from portal.files.models import Fetch, PreparedFile, reach_of
from portal.files.registry import Contents, FileKind
from portal.jobs.work import hand_out

if TYPE_CHECKING:
    from accounts.models import User

MOST_AT_ONCE = 20_000
MOST_SECONDS = 10
ROWS_PER_SECOND = {FileFormat.CSV: 2_000, FileFormat.XLSX: 250}
"""Half of what one processor writes (`script/bench download`), because a web server has other work as well."""


def limit_of(file_format: FileFormat) -> int:
    """How many records a person waits for."""
    return min(MOST_AT_ONCE, MOST_SECONDS * ROWS_PER_SECOND[file_format])


def ask_for_file(
    *, user: User, kind: FileKind, parameters: Mapping[str, Any], file_format: FileFormat, name: str
) -> PreparedFile | HttpResponseBase:
    """The file itself, or the job that makes it. Who asked for what is kept before the first byte leaves."""
    contents = kind.contents(user, parameters)
    file_name = f"{name}-{now():%Y-%m-%d-%H-%M-%S}.{file_format.value}"
    count = contents.count(MOST_AT_ONCE)
    record = partial(record_download, user=user, kind=kind.record, filters=_kept(parameters, file_format))
    if count >= limit_of(file_format):
        with transaction.atomic():
            file = PreparedFile.objects.create(
                record=record(),
                user=user,
                user_organisation_id=user.organisation_id,
                reach=reach_of(user),
                kind=kind.name,
                parameters=dict(parameters),
                codes=bool(parameters.get("codes")),
                file_format=file_format,
                file_name=file_name,
            )
            hand_out(file)
        return file
    Fetch.objects.create(record=record(), user=user, row_count=count)
    return _response(contents, file_format, file_name, kind.title)


def _kept(parameters: Mapping[str, Any], file_format: FileFormat) -> dict[str, Any]:
    """What is kept of the wish: the filters of the list by name, and the rest."""
    filters = QueryDict(str(parameters.get("query", "")))
    chosen = {name: ", ".join(map(str, filters.getlist(name))) for name in filters}
    rest = {name: value for name, value in parameters.items() if name != "query"}
    return {**chosen, **rest, "format": file_format.value}


def _response(contents: Contents, file_format: FileFormat, file_name: str, title: str) -> HttpResponseBase:
    if file_format is FileFormat.CSV:
        pieces = csv_stream(contents)
        response = StreamingHttpResponse(pieces, content_type=CONTENT_TYPES[file_format])
        response["Content-Disposition"] = disposition(file_name)
        return response
    out = temporary_file()
    write_xlsx(contents, out, title=title)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=file_name, content_type=CONTENT_TYPES[file_format])


def disposition(name: str) -> str:
    """The header that makes a browser keep a file under a name."""
    return content_disposition_header(True, name) or "attachment"
