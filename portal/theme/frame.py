"""The frame of every page: who is signed in, where they can go, what the footer offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

SUPPORT, STATISTICIAN = 99, 90


def _anybody(user: Any) -> bool:
    return True


def _internal(user: Any) -> bool:
    return getattr(user, "role", None) in (SUPPORT, STATISTICIAN)


def _external(user: Any) -> bool:
    return not _internal(user)


def _support(user: Any) -> bool:
    return getattr(user, "role", None) == SUPPORT


def _handles_schemes(user: Any) -> bool:
    """Schemes concern organisations that hold stock, manage it for others, or have taken some over (8.1)."""
    if _internal(user):
        return True
    from orgs.access import grants_of
    from orgs.access.grants import VIEW_SCHEMES

    others = grants_of(user).on(VIEW_SCHEMES) - {user.organisation_id}
    return bool(user.organisation.holds_own_stock or others)


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the service navigation: a list of the admin, for those whom it concerns."""

    text: str
    model: str = ""
    url_name: str = ""
    below: str = ""
    """Start of the addresses that belong to it besides its own, without the site's."""
    shown_to: Callable[[Any], bool] = _anybody


NAVIGATION = (
    NavigationItem("Home", url_name="admin:index"),
    NavigationItem("Organisations", "orgs.organisation", shown_to=_internal),
    NavigationItem("Lettings logs", "lettings.lettingslog"),
    NavigationItem("Sales logs", "sales.saleslog"),
    NavigationItem("Schemes", "supported_housing.scheme", below="supported_housing/", shown_to=_handles_schemes),
    NavigationItem("Users", "accounts.user"),
    NavigationItem("Your organisation", url_name="admin:your_organisation", shown_to=_external),
    NavigationItem("Exports", "export_cds.exportrun", shown_to=_internal),
    NavigationItem("All records", url_name="admin:records", shown_to=_support),
)

FOOTER = (
    ("Guidance", "admin:page_guidance"),
    ("Accessibility statement", "admin:page_accessibility"),
    ("Privacy notice", "admin:page_privacy"),
    ("Cookies", "admin:page_cookies"),
    ("Data sharing agreement", "orgs:agreement"),
)


def chrome_for(request: HttpRequest | None) -> dict[str, Any]:
    """The frame for the person of this request; the bare one for an error page without a request."""
    if request is None:
        return {"footer_links": _footer(), "navigation": [], "user": None}
    cached = getattr(request, "_core_chrome", None)
    if cached is None:
        cached = request._core_chrome = _build(request)
    return cached


def _build(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated and user.is_active)
    return {
        "user": user if signed_in else None,
        "user_name": (getattr(user, "name", "") or user.get_username()) if signed_in else "",
        "role_label": _role_label(user) if signed_in else "",
        "is_support": signed_in and _support(user),
        "phase": "Support" if signed_in and _support(user) else "Beta",
        "feedback_url": getattr(settings, "FEEDBACK_URL", ""),
        "navigation": navigation_for(request) if signed_in else [],
        "account_links": _account_links() if signed_in else [],
        "footer_links": _footer(),
    }


def navigation_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries this person may use, the one that the page belongs to marked."""
    items = []
    for item in NAVIGATION:
        if not item.shown_to(request.user):
            continue
        href = _url(item.url_name) if item.url_name else _list_url(request, item.model)
        if href:
            home = item.url_name == "admin:index"
            area = _url("admin:index") + item.below if item.below else href
            active = request.path == href if home else request.path.startswith(area)
            items.append({"text": item.text, "href": href, "active": active, "current": request.path == href})
    return items


def _list_url(request: HttpRequest, label: str) -> str:
    from django.apps import apps

    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return ""
    if not admin.site.is_registered(model) or not admin.site.get_model_admin(model).has_view_or_change_permission(
        request
    ):
        return ""
    return _url(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def _account_links() -> list[dict[str, str]]:
    links = (("Your account", "accounts:account"), ("Change password", "admin:password_change"))
    return [{"text": text, "href": href} for text, name in links if (href := _url(name))][:1]


def _footer() -> list[dict[str, str]]:
    return [{"text": text, "href": href} for text, name in FOOTER if (href := _url(name))]


def _role_label(user: Any) -> str:
    label = user.get_role_display() if hasattr(user, "get_role_display") else ""
    return str(label or "")


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
