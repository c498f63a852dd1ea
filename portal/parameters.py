"""The one way to read what stands in an address or was sent without a form: text that anybody can write."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

MOST_DIGITS = 18
"""Every number of so many digits fits PostgreSQL's bigint."""
MOST_JSON = 200_000
"""Characters; far more than the answers of one page."""
NOBODY = 0
"""No record has this id, so looking it up ends in "not found"."""


def whole_number(sent: object) -> int | None:
    """A number written with the digits 0 to 9. `isdigit` alone takes "²" too, which `int` does not."""
    text = str(sent or "")
    return int(text) if len(text) <= MOST_DIGITS and text.isascii() and text.isdecimal() else None


def signed_number(sent: object) -> int | None:
    """A whole number that may stand below nought."""
    text = str(sent or "")
    number = whole_number(text.removeprefix("-"))
    return -number if number is not None and text.startswith("-") else number


def record_id(sent: object) -> int:
    """The id of a record; what is no number is the id of none."""
    return whole_number(sent) or NOBODY


def json_object(sent: str | None) -> dict[str, Any] | None:
    """An object sent as JSON, or None. Nesting is bounded only by the interpreter, whose refusal is no ValueError."""
    if not sent or len(sent) > MOST_JSON:
        return None
    try:
        value = json.loads(sent)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


class PlainTextMiddleware:
    """Refuses NUL in addresses: no text of ours contains it and PostgreSQL cannot even compare with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or any("\0" in text for pair in request.GET.lists() for text in (pair[0], *pair[1])):
            raise BadRequest("NUL in the address")
        return self.get_response(request)
