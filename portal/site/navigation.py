"""The service navigation: which lists stand in the frame of every page, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.urls import reverse

from orgs.access import grants_of
from orgs.access.grants import VIEW_SCHEMES
from portal.statistics.selection import may_see_statistics
from portal.theme.frame import Link
from portal.theme.record_pages import model_url

if TYPE_CHECKING:
    from accounts.models import User


def _anybody(user: User) -> bool:
    return True


def _internal(user: User) -> bool:
    return user.is_privileged


def _external(user: User) -> bool:
    return not user.is_privileged


def _support(user: User) -> bool:
    return user.is_support


def _handles_schemes(user: User) -> bool:
    """Schemes concern organisations that hold stock, manage it for others, or have taken some over (8.1)."""
    others = grants_of(user).on(VIEW_SCHEMES) - {user.organisation_id}
    return user.is_privileged or bool(user.organisation.holds_own_stock or others)


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the service navigation: a list of the admin, for those whom it concerns."""

    text: str
    model: str = ""
    url_name: str = ""
    below: str = ""
    """Start of the addresses that belong to it besides its own, without the site's."""
    shown_to: Callable[[User], bool] = _anybody


NAVIGATION = (
    NavigationItem("Home", url_name="admin:index"),
    NavigationItem("Organisations", "orgs.organisation", shown_to=_internal),
    NavigationItem("Lettings logs", "lettings.lettingslog"),
    NavigationItem("Sales logs", "sales.saleslog"),
    NavigationItem("Schemes", "supported_housing.scheme", below="supported_housing/", shown_to=_handles_schemes),
    NavigationItem("Users", "accounts.user"),
    NavigationItem("Your organisation", url_name="admin:your_organisation", shown_to=_external),
    NavigationItem("Statistics", url_name="admin:statistics", shown_to=may_see_statistics),
    NavigationItem("Exports", "export_cds.exportrun", shown_to=_internal),
    NavigationItem("Search", url_name="admin:search", shown_to=_support),
    NavigationItem("All records", url_name="admin:records", shown_to=_support),
)


def navigation_of(site: AdminSite, request: HttpRequest, user: User) -> list[Link]:
    """The entries this person may use, the one that the page belongs to marked."""
    items = []
    index = reverse("admin:index")
    for item in NAVIGATION:
        if not item.shown_to(user):
            continue
        href = reverse(item.url_name) if item.url_name else _list_url(site, request, item.model)
        if not href:
            continue
        if href == index:
            active = request.path == index
        else:
            active = request.path.startswith(index + item.below if item.below else href)
        items.append(Link(item.text, href, active, request.path == href))
    return items


def _list_url(site: AdminSite, request: HttpRequest, label: str) -> str:
    model = apps.get_model(label)
    if not site.get_model_admin(model).has_view_or_change_permission(request):
        return ""
    return model_url(model)
