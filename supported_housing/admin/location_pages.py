"""Adding a location to a scheme, its own page, and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from orgs import access
from orgs.areas.lookup import load_areas
from portal.parameters import record_id
from portal.requests import SignedInRequest
from portal.theme.record_pages import record_url
from portal.words import day_in_words
from supported_housing.admin.common import (
    context_of,
    get_location,
    get_scheme,
    locations_url,
    may_add_location,
    questions_page,
)
from supported_housing.admin.forms import LocalAuthorityForm, LocationForm
from supported_housing.availability import location_availability
from supported_housing.confidential import CONFIDENTIAL, tells_where
from supported_housing.current_facts import facts_of_location, facts_of_scheme, shown_status
from supported_housing.deactivation import can_call_off, can_deactivate, can_reactivate
from supported_housing.deletion import why_not_deletable
from supported_housing.locations import find_area, save_location
from supported_housing.models import Location, Scheme

if TYPE_CHECKING:
    from orgs.access.admin import AccessAdmin


CORRECTABLE = ("name", "units")


def may_edit(request: SignedInRequest, location: Location) -> bool:
    """Everyone who manages the scheme; once it is complete, only what `columns_of` leaves them (2.2)."""
    return access.can(request.user, "change", location)


def may_move(request: SignedInRequest, location: Location) -> bool:
    """Where it is and from when: once lettings can refer to it, support alone."""
    return may_edit(request, location) and (request.user.is_support or not location.confirmed)


def columns_of(request: SignedInRequest, location: Location) -> tuple[str, ...]:
    """What this person may change of it; lettings follow from the rest."""
    if not may_move(request, location):
        return CORRECTABLE
    hidden = location.postcode and not tells_where(request.user, location.scheme)
    return tuple(name for name in LocationForm.columns if name != "postcode" or not hidden)


def add(admin: AccessAdmin, request: SignedInRequest) -> HttpResponse:
    """Add a location to the scheme named in the address."""
    scheme = get_scheme(request, record_id(request.GET.get("scheme")))
    access.require(request.user, "add_location", scheme)
    if not may_add_location(request.user, scheme):
        raise PermissionDenied
    return _form_page(admin, request, Location(scheme=scheme), f"Add a location to {scheme}", locations_url(scheme))


def edit(admin: AccessAdmin, request: SignedInRequest, location_id: int) -> HttpResponse:
    location = get_location(request, location_id)
    access.require(request.user, "change", location)
    if not may_edit(request, location):
        raise PermissionDenied
    return _form_page(admin, request, location, f"Change {location}", record_url(location, "change"))


def _form_page(
    admin: AccessAdmin, request: SignedInRequest, location: Location, title: str, back_url: str
) -> HttpResponse:
    old_postcode = location.postcode
    draft = "draft" in request.POST and not location.confirmed
    form = LocationForm(
        request.POST if request.method == "POST" else None,
        location=location,
        columns=columns_of(request, location),
        earliest=_earliest(location.scheme),
        draft=draft,
    )
    if request.method == "POST" and form.is_valid() and "again" not in request.POST:
        form.write()
        if not (draft or location.confirmed or "checked" in request.POST):
            return _check_page(admin, request, location, back_url)
        save_location(location=location, old_postcode=old_postcode, actor=request.user)
        return _after_save(request, location, draft)
    later = None if location.confirmed else ("draft", "yes", "Save and finish later")
    return questions_page(admin, request, title, form=form, scheme=location.scheme, back=back_url, second=later)


def _check_page(admin: AccessAdmin, request: HttpRequest, location: Location, back_url: str) -> HttpResponse:
    """What was answered, before it goes live: afterwards most of it is support's to change."""
    if not location.location_code:
        find_area(location)
    sent = [(name, request.POST[name]) for name in request.POST if name != "csrfmiddlewaretoken"]
    context = context_of(
        admin,
        request,
        "Check the answers for this location",
        rows=[row for row in _rows(location, editable=False) if row["label"] != "Location code"],
        scheme=location.scheme,
        sent=sent,
        back_url=back_url,
    )
    return TemplateResponse(request, "supported_housing/location_check.html", context)


def _earliest(scheme: Scheme) -> Any:
    return facts_of_scheme(scheme).available_from


def _after_save(request: HttpRequest, location: Location, draft: bool) -> HttpResponse:
    if location.postcode and not location.location_code and not draft:
        return HttpResponseRedirect(record_url(location, "local_authority"))
    if location.confirmed:
        messages.success(request, f"{location} has been saved and is complete.")
    else:
        messages.info(request, f"{location} has been saved. It can be used once all its questions are answered.")
    return HttpResponseRedirect(record_url(location, "change"))


def local_authority(admin: AccessAdmin, request: SignedInRequest, location_id: int) -> HttpResponse:
    """Asked only when the postcode did not tell."""
    location = get_location(request, location_id)
    access.require(request.user, "change", location)
    if not may_move(request, location):
        raise PermissionDenied
    form = LocalAuthorityForm(request.POST if request.method == "POST" else None, areas=load_areas(), location=location)
    if request.method == "POST" and form.is_valid():
        form.write(location)
        save_location(location=location, old_postcode=location.postcode, actor=request.user)
        return _after_save(request, location, draft=False)
    back = record_url(location, "change")
    return questions_page(admin, request, "Local authority", form=form, scheme=location.scheme, back=back)


def overview(admin: AccessAdmin, request: SignedInRequest, location_id: int) -> HttpResponse:
    """The location's own page."""
    location = get_location(request, location_id)
    facts = facts_of_location(location)
    editable = may_edit(request, location)
    context = context_of(
        admin,
        request,
        str(location),
        location=location,
        scheme=location.scheme,
        status=shown_status(facts),
        cards=[{"title": "Location details", "rows": _rows(location, editable, may_move(request, location))}],
        availability=location_availability(facts) if location.confirmed else None,
        may_edit=editable,
        may_deactivate=access.can(request.user, "deactivate", location) and can_deactivate(facts, location),
        may_reactivate=access.can(request.user, "reactivate", location) and can_reactivate(facts, location),
        may_call_off=access.can(request.user, "reactivate", location) and can_call_off(location),
        may_delete=access.can(request.user, "delete", location) and not why_not_deletable(location),
        locations_url=locations_url(location.scheme),
        scheme_url=record_url(location.scheme, "change"),
    )
    return TemplateResponse(request, "supported_housing/location.html", context)


def _rows(location: Location, editable: bool, movable: bool = False) -> list[dict[str, Any]]:
    correct = record_url(location, "edit") if editable else ""
    change = correct if movable else ""
    area = load_areas().display(location.location_code)
    rows: list[tuple[str, Any, str]] = [
        ("Postcode", CONFIDENTIAL if location.postcode_hidden else location.postcode, change),
        ("Local authority", area, record_url(location, "local_authority") if movable and location.postcode else ""),
        ("Location name", location.name, correct),
        ("Number of units", location.units, correct),
        ("Most common type of unit", location.get_type_of_unit_display() or "", change),
        ("Mobility standard", location.get_mobility_type_display() or "", change),
        ("Available from", day_in_words(location.startdate) if location.startdate else "", change),
        ("Location code", location.pk, ""),
    ]
    return [{"label": label, "value": value, "change_url": href} for label, value, href in rows]
