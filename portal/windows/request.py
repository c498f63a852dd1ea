from __future__ import annotations

from django.http import HttpRequest

from portal.requests import kept
from portal.windows.dates import Windows
from portal.windows.load import load_windows


def windows_of(request: HttpRequest) -> Windows:
    """The collection windows, read once a request."""
    return kept(request, "collection_windows", load_windows)
