"""After a merger: schemes and locations that say the same, and the confirmation that they were dealt with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from orgs import access
from orgs.models import Organisation
from portal.clock import now
from portal.requests import SignedInRequest
from portal.theme.forms import GovConfirmField, GovForm
from portal.theme.record_pages import model_url, record_url
from supported_housing.admin.common import context_of
from supported_housing.admin.filters import OwnerFilter
from supported_housing.duplicates import duplicate_locations, duplicate_schemes, has_duplicates_to_review
from supported_housing.models import Location, Scheme

if TYPE_CHECKING:
    from orgs.access.admin import AccessAdmin


class DealtWithForm(GovForm):
    done = GovConfirmField(
        label="I have deactivated the duplicates, or they are meant to be there",
        short_label="that the duplicates have been dealt with",
    )


def url_to_review(request: SignedInRequest) -> str:
    """The page of the coordinator's own organisation, for support of the owner that the list is filtered by.

    Empty where there is nothing to review.
    """
    organisation = request.user.organisation if request.user.is_coordinator else None
    if request.user.is_support and (chosen := OwnerFilter.value_of(request)):
        organisation = Organisation.objects.visible_to(request.user).filter(pk=chosen).first()
    if organisation is None or not access.can(request.user, "review_duplicate_schemes", organisation):
        return ""
    return _url(organisation) if has_duplicates_to_review(organisation) else ""


def _url(organisation: Organisation) -> str:
    return reverse("admin:supported_housing_scheme_duplicates", args=[organisation.pk])


def review(admin: AccessAdmin, request: SignedInRequest, organisation_id: int) -> HttpResponse:
    organisation = access.get_visible_or_404(Organisation.objects.all(), request.user, pk=organisation_id)
    access.require(request.user, "review_duplicate_schemes", organisation)
    form = DealtWithForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        organisation.schemes_deduplicated_at = now()
        organisation.save(update_fields=["schemes_deduplicated_at"])
        messages.success(request, "Thank you. The duplicates are marked as dealt with.")
        return HttpResponseRedirect(model_url(Scheme))
    sets: dict[str, Iterable[Sequence[Scheme | Location]]] = {
        "Schemes": duplicate_schemes(organisation),
        "Locations": duplicate_locations(organisation),
    }
    context = context_of(
        admin,
        request,
        f"Schemes and locations of {organisation} that may be duplicates",
        form=form,
        kinds=[
            {
                "title": title,
                "sets": [[{"record": row, "url": record_url(row, "change")} for row in group] for group in found],
            }
            for title, found in sets.items()
            if found
        ],
        back_url=model_url(Scheme),
    )
    return TemplateResponse(request, "supported_housing/duplicates.html", context)
