from __future__ import annotations

from django.http import HttpRequest

from portal.windows.dates import Windows
from portal.windows.load import load_windows


def windows_of(request: HttpRequest) -> Windows:
    """The collection windows, read once a request."""
    known: Windows | None = getattr(request, "collection_windows", None)
    if known is None:
        known = request.collection_windows = load_windows()  # type: ignore[attr-defined]
    return known
