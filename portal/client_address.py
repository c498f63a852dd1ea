"""Whose address a request comes from, when proxies of ours stand in front."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Give the address our outermost proxy saw.

    Each proxy appends what it saw to X-Forwarded-For, so only the last TRUSTED_PROXIES entries are
    its word; anything before them was written by the client and could be invented.
    """
    direct = _address(str(request.META.get("REMOTE_ADDR", "")))
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXIES < 1 or len(forwarded) < settings.TRUSTED_PROXIES:
        return direct
    return _address(forwarded[-settings.TRUSTED_PROXIES]) or direct


def _address(written: str) -> str:
    """An address alone: some proxies append a port, and IPv6 with a port stands in brackets."""
    host = written.strip('"')
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return ""
