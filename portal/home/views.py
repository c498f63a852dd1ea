"""Views of the home page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse

from portal.clock import today
from portal.home import support, work
from portal.windows import load_windows

if TYPE_CHECKING:
    from portal.site.admin_site import CoreSite


def home(site: CoreSite, request: HttpRequest, extra_context: dict[str, Any] | None) -> HttpResponse:
    """Deadlines, open work and what blocks it."""
    user: Any = request.user
    windows = load_windows()
    context = {
        **site.each_context(request),
        "title": _heading(user),
        "boxes": work.work_boxes(user, windows),
        "deadlines": work.deadlines(windows, today()),
        "blockers": work.blockers(user),
        "own_only": getattr(user, "is_provider", False),
        **_for_support(user),
        **(extra_context or {}),
    }
    return TemplateResponse(request, "home/index.html", context)


def _for_support(user: Any) -> dict[str, Any]:
    return {"support_tasks": support.tasks(), "banners": support.banners()} if user.is_support else {}


def charts(site: CoreSite, request: HttpRequest) -> HttpResponse:
    """The pictures, apart because they count more; fetched into the home page, a page of its own without scripts."""
    context = {
        **({} if getattr(request, "htmx", False) else site.each_context(request)),
        "title": "Progress",
        "charts": [work.weekly_chart(request.user), work.organisation_chart(request.user)],
    }
    template = "home/charts.html" if getattr(request, "htmx", False) else "home/progress.html"
    return TemplateResponse(request, template, context)


def own_organisation(site: CoreSite, request: HttpRequest) -> HttpResponse:
    """Leads to the person's own organisation."""
    organisation_id = getattr(request.user, "organisation_id", None)
    try:
        return HttpResponseRedirect(reverse("admin:orgs_organisation_change", args=[organisation_id]))
    except NoReverseMatch as error:
        raise Http404 from error


def _heading(user: Any) -> str:
    organisation = getattr(user, "organisation", None)
    if organisation is None or getattr(user, "is_privileged", False):
        return "Lettings and sales in England"
    return "Your work" if user.is_provider else f"Lettings and sales of {organisation}"
