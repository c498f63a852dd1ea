"""Whom a failed sign-in counts against: the address as typed, however it was spelt."""

from typing import Any


def typed_address(request: Any, credentials: dict[str, Any] | None = None) -> str:
    """The form field is called username, the field of the model email: without this nobody would be counted."""
    typed = (credentials or {}).get("username") or (credentials or {}).get("email")
    if not typed and request is not None:
        typed = request.POST.get("username")
    return str(typed or "").strip().lower()
