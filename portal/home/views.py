"""Views of the home page."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.notifications import active
from portal import tasks
from portal.clock import today
from portal.home import work
from portal.markdown import render_inline
from portal.theme.record_pages import record_url
from portal.windows import load_windows


def home(site: AdminSite, request: HttpRequest, extra_context: dict[str, Any] | None) -> HttpResponse:
    """Deadlines, open work and what blocks it."""
    user: Any = request.user
    user.organisation.remember_agreement()
    windows = load_windows()
    context = {
        **site.each_context(request),
        "title": _heading(user),
        "boxes": work.work_boxes(user, windows),
        "deadlines": work.deadlines(windows, today()),
        "missing_years": [work.year_name(year) for year in windows.missing_years(today())],
        "blockers": tasks.blockers(user),
        "own_only": getattr(user, "is_provider", False),
        **_for_support(user),
        **(extra_context or {}),
    }
    return TemplateResponse(request, "home/index.html", context)


def _for_support(user: Any) -> dict[str, Any]:
    return {"support_tasks": tasks.support_tasks(), "banners": _notifications()} if user.is_support else {}


def _notifications() -> list[dict[str, Any]]:
    """Shown to people now, newest first, each with the page to change it."""
    return [{"text": render_inline(one.title), "href": record_url(one)} for one in active()[:10]]


def charts(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The pictures, apart because they count more; fetched into the home page, a page of its own without scripts."""
    context = {
        **({} if getattr(request, "htmx", False) else site.each_context(request)),
        "title": "Progress",
        "charts": [work.weekly_chart(request.user), work.organisation_chart(request.user)],
    }
    template = "home/charts.html" if getattr(request, "htmx", False) else "home/progress.html"
    return TemplateResponse(request, template, context)


def own_organisation(request: HttpRequest) -> HttpResponse:
    """Leads to the person's own organisation."""
    user: Any = request.user
    return HttpResponseRedirect(reverse("admin:orgs_organisation_change", args=[user.organisation_id]))


def _heading(user: Any) -> str:
    organisation = getattr(user, "organisation", None)
    if organisation is None or getattr(user, "is_privileged", False):
        return "Lettings and sales in England"
    return "Your work" if user.is_provider else f"Lettings and sales of {organisation.name_on()}"
