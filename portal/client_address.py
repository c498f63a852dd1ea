"""Whose address a request comes from, when proxies of ours stand in front."""

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Give the address our outermost proxy saw.

    Each proxy appends what it saw to X-Forwarded-For, so only the last TRUSTED_PROXIES entries are
    its word; anything before them was written by the client and could be invented.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXIES < 1 or len(forwarded) < settings.TRUSTED_PROXIES:
        return direct
    return forwarded[-settings.TRUSTED_PROXIES]
