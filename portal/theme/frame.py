"""The frame of every page: who is signed in, where they can go, what the footer offers.

Where people can go is told by the site, which knows all rooms; the skin only draws it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, cast

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from portal.requests import kept

FOOTER = (
    ("Guidance", "admin:page_guidance"),
    ("Collection resources", "admin:years_questionnaireversion_resources"),
    ("Accessibility statement", "admin:page_accessibility"),
    ("Privacy notice", "admin:page_privacy"),
    ("Cookies", "admin:page_cookies"),
    ("Data sharing agreement", "orgs:agreement"),
)


@dataclass(frozen=True)
class Link:
    """An entry of the navigation: `active` when the page belongs to it, `current` when it is that very page."""

    text: str
    href: str
    active: bool = False
    current: bool = False


class SiteWithNavigation(Protocol):
    """What the skin asks of the site."""

    def navigation(self, request: HttpRequest) -> list[Link]:
        """Where this person can go."""


def frame_for(request: HttpRequest | None) -> dict[str, Any]:
    """The frame for the person of this request; the bare one for an error page without a request."""
    if request is None:
        return {"footer_links": _footer(), "navigation": [], "user": None}
    return kept(request, "page_frame", lambda: _build(request))


def _build(request: HttpRequest) -> dict[str, Any]:
    user: Any = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated and user.is_active)
    is_support = signed_in and user.is_support
    return {
        "user": user if signed_in else None,
        "user_name": user.name if signed_in else "",
        "role_label": user.get_role_display() or "" if signed_in else "",
        "is_support": is_support,
        "phase": "Support" if is_support else "Beta",
        "feedback_url": getattr(settings, "FEEDBACK_URL", ""),
        "navigation": cast(SiteWithNavigation, admin.site).navigation(request) if signed_in else [],
        "account_links": [Link("Your account", reverse("accounts:account"))] if signed_in else [],
        "footer_links": _footer(),
    }


def _footer() -> list[Link]:
    """Also on the page that tells of a broken address, so a name that is not found is left out."""
    return [Link(text, href) for text, name in FOOTER if (href := _url(name))]


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
