"""Which page of a list an address asks for."""

from __future__ import annotations

from django.http import HttpRequest

from portal.parameters import whole_number

MOST_PAGES = 1_000_000


def page_number(request: HttpRequest) -> int:
    """Which page of a list is asked for; the first where that is no number."""
    number = whole_number(request.GET.get("page"))
    return number if number and number < MOST_PAGES else 1
