"""The OpenAPI document of each kind and year, open to everybody: it says nothing of anybody's logs."""

from __future__ import annotations

from ninja import Router

from django.http import HttpRequest, HttpResponse

from portal.api.answering import answer
from portal.api.calls import collection
from portal.api.openapi import document

router = Router()


@router.get("/{log_type}/{int:year}/openapi.json", url_name="openapi", auth=None)
def openapi(request: HttpRequest, log_type: str, year: int) -> HttpResponse:
    """The document of a year."""
    return answer(document(collection(log_type, year)))
