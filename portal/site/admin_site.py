"""The admin site that is the portal: one set of screens for all five kinds of people."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.options import TO_FIELD_VAR
from django.core.exceptions import BadRequest
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path

from accounts.views import account
from portal.guarded import without_staff_session
from portal.home import views
from portal.home.search import search
from portal.requests import SignedInRequest
from portal.site.navigation import navigation_of
from portal.site.pages import page_urls
from portal.statistics.pages import statistics_urls
from portal.theme.admin import govuk_admin
from portal.theme.frame import Link
from portal.theme.sign_in import GovAuthenticationForm

if TYPE_CHECKING:
    from accounts.models import User


SECRETS = {"otp_totp", "otp_static", "otp_email"}
"""Packages whose records are second factors: nobody looks at another person's, with whatever right."""


class CoreSite(AdminSite):
    """Stock admin in GOV.UK style: home page per role, static pages, every registered admin with our mixin."""

    site_title = "CORE"
    site_header = "CORE"
    index_title = "Home"
    site_url = None
    enable_nav_sidebar = False
    login_form = GovAuthenticationForm
    empty_value_display = "Not given"

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[ModelAdmin] | None = None,
        **options: Any,
    ) -> None:
        """Registers with our mixin in front, so that third-party admins look and work alike; secrets get no pages."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        shown = [model for model in models if model._meta.app_label not in SECRETS]
        super().register(shown, govuk_admin(admin_class or ModelAdmin), **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """All active people use these screens; what they see in them is decided by `orgs.access`."""
        return bool(request.user.is_active and request.user.is_authenticated)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """The stock door, which fails on a pop-up's empty name of a field instead of refusing it."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def asked(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if "" in (request.GET.get(TO_FIELD_VAR), request.method == "POST" and request.POST.get(TO_FIELD_VAR)):
                raise BadRequest("A pop-up names the field it fills")
            return inner(request, *arguments, **named)

        return asked

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """The stock addresses and ours; static pages are open to everybody."""
        ours = [
            path("records/", self.admin_view(self.records), name="records"),
            path("search/", self.admin_view(self.search), name="search"),
            path("progress/", self.admin_view(self.progress), name="progress"),
            path("your-organisation/", self.admin_view(self.your_organisation), name="your_organisation"),
            *statistics_urls(self),
            *page_urls(),
        ]
        return [*ours, *super().get_urls()]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The stock context without the list of all models: no page shows it, and it asks every permission."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": self.site_url,
            "has_permission": self.has_permission(request),
            "available_apps": [],
            "is_popup": False,
            "is_nav_sidebar_enabled": False,
            "log_entries": self.get_log_entries(request),
        }

    @without_staff_session
    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """A page of the own account, which asks for the present password first."""
        return account.password(request)

    def navigation(self, request: HttpRequest) -> list[Link]:
        """What the frame of every page offers to this person."""
        return navigation_of(self, request, cast("User", request.user))

    def index(  # type: ignore[override] # a page of ours, not a template of theirs
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The home page of the person's role."""
        return views.home(self, request, extra_context)

    def records(self, request: HttpRequest) -> HttpResponse:
        """Every kind of record that this person can open: the stock index."""
        context = {
            **self.each_context(request),
            "title": "All records",
            "app_list": self.get_app_list(request),
        }
        return TemplateResponse(request, "admin/index.html", context)

    def search(self, request: SignedInRequest) -> HttpResponse:
        """One search over logs, people, organisations and schemes, for support."""
        return search(self, request)

    def progress(self, request: HttpRequest) -> HttpResponse:
        """The pictures of the home page."""
        return views.charts(self, request)

    def your_organisation(self, request: HttpRequest) -> HttpResponse:
        """A stable address for the person's own organisation."""
        return views.own_organisation(request)


# Our site is the default one (portal.site.apps.CoreAdminConfig), so third-party admins are on it too.
site = admin.site

__all__ = ["CoreSite", "site"]
