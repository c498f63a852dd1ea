"""Which page of a list an address asks for."""

from __future__ import annotations

from django.http import HttpRequest


def page_number(request: HttpRequest) -> int:
    """Which page of a list is asked for; the first where that is no number."""
    text = request.GET.get("page", "")
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
