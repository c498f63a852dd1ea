"""Addresses of the static pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

PAGES = {
    "guidance": "Guidance",
    "accessibility": "Accessibility statement",
    "privacy": "Privacy notice",
    "cookies": "Cookies",
}


def page_urls() -> list[URLPattern]:
    """One address per page; open to everybody, so not behind the admin's sign-in."""
    return [path(f"{name}/", _view(name, title), name=f"page_{name}") for name, title in PAGES.items()]


def _view(name: str, title: str) -> Callable[[HttpRequest], HttpResponse]:
    def page(request: HttpRequest) -> HttpResponse:
        context = {
            "title": title,
            "helpdesk_email": getattr(settings, "HELPDESK_EMAIL", ""),
            "helpdesk_phone": getattr(settings, "HELPDESK_PHONE", ""),
            "session_hours": settings.SESSION_COOKIE_AGE // 3600,
            "session_cookie": settings.SESSION_COOKIE_NAME,
            "csrf_cookie": settings.CSRF_COOKIE_NAME,
        }
        return TemplateResponse(request, f"pages/{name}.html", context)

    return page
