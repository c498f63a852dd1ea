"""One click: rights are asked again, the fetch is kept, and the store gives an address for a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from portal.clock import now
from portal.files.ask import disposition
from portal.files.formats import CONTENT_TYPES, FileFormat
from portal.files.job import STORE
from portal.files.models import Fetch, PreparedFile, PreparedState

if TYPE_CHECKING:
    from accounts.models import User

SECONDS = 60


class Expired(Exception):
    """The file is not kept any more."""


def fetch(*, file: PreparedFile, user: User) -> HttpResponseBase:
    """The file, or the store's own address of it that soon stops working."""
    if not PreparedFile.objects.visible_to(user).filter(pk=file.pk).exists():
        raise PermissionDenied
    if file.state != PreparedState.READY or not file.store_name or file.has_expired(now()):
        raise Expired
    Fetch.objects.create(record=file.record, user=user, row_count=file.row_count, checksum=file.checksum)
    return stored(file.store_name, file.file_name, CONTENT_TYPES[FileFormat(file.file_format)])


def stored(store_name: str, file_name: str, content_type: str) -> HttpResponseBase:
    """A file of the store to keep. Whoever calls has asked whether the person may have it."""
    store: Any = storages[STORE]
    if getattr(store, "querystring_auth", False):
        wanted = {"ResponseContentDisposition": disposition(file_name), "ResponseContentType": content_type}
        return HttpResponseRedirect(store.url(store_name, parameters=wanted, expire=SECONDS))
    response = FileResponse(store.open(store_name), as_attachment=True, filename=file_name, content_type=content_type)
    response["Cache-Control"] = "no-store"
    return response
