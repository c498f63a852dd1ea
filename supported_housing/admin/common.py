"""What the pages of schemes and locations share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from orgs import access
from orgs.codes import OrganisationStatus
from portal.clock import today
from portal.requests import SignedInRequest
from portal.theme.pages import form_page
from portal.theme.record_pages import model_url
from supported_housing.confidential import hide_where_needed
from supported_housing.current_facts import WITH_FACTS
from supported_housing.models import Location, Scheme

if TYPE_CHECKING:
    from accounts.models import User
    from orgs.access.admin import AccessAdmin


def get_scheme(request: SignedInRequest, scheme_id: int) -> Scheme:
    """The one way in to a scheme: deleted and out of scope are as if they did not exist."""
    queryset = (
        Scheme.objects.kept()
        .select_related("owning_organisation")
        .prefetch_related(*WITH_FACTS, "owning_organisation__name_changes")
    )
    return access.get_visible_or_404(queryset, request.user, pk=scheme_id)


def get_location(request: SignedInRequest, location_id: int) -> Location:
    """The one way in to a location."""
    queryset = (
        Location.objects.kept()
        .select_related("scheme__owning_organisation")
        .prefetch_related("deactivation_periods", *(f"scheme__{name}" for name in WITH_FACTS))
    )
    location: Location = access.get_visible_or_404(queryset, request.user, pk=location_id)
    hide_where_needed(request.user, [location], location.scheme)
    return location


def may_add_location(user: User, scheme: Scheme) -> bool:
    """Also to schemes of an owner that has merged, for lettings of its past; not while it is deactivated (2.2)."""
    status = scheme.owning_organisation.status_on(today())
    return access.can(user, "add_location", scheme) and status in {OrganisationStatus.ACTIVE, OrganisationStatus.MERGED}


def locations_url(scheme: Scheme) -> str:
    return model_url(Location, query={"scheme": scheme.pk})


def questions_page(
    admin: AccessAdmin,
    request: HttpRequest,
    title: str,
    *,
    form: BaseForm,
    scheme: Scheme | None,
    back: str,
    **more: Any,
) -> HttpResponse:
    """A page of questions about a scheme or one of its locations."""
    trail = [Scheme._meta, scheme, title] if scheme else [admin.opts, title]
    caption = str(scheme) if scheme and scheme.pk else ""
    context = {"opts": admin.opts, "caption": caption, "cancel": back, **more}
    return form_page(request, title=title, form=form, submit="Save and continue", trail=trail, **context)


def context_of(admin: AccessAdmin, request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
    return {
        **admin.admin_site.each_context(request),
        "opts": admin.opts,
        "scheme_opts": Scheme._meta,
        "title": title,
        **more,
    }
