"""Adding and changing locations; the local authority follows from the postcode where it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from orgs import access
from orgs.areas.lookup import load_areas
from portal.addresses.services import postcode_service
from portal.windows import load_windows
from supported_housing.current_facts import facts_of_scheme
from supported_housing.models import Location, LocationDeactivationPeriod

if TYPE_CHECKING:
    from accounts.models import User


def find_area(location: Location) -> bool:
    """Set the authority found from the postcode; else leave it to be answered."""
    code = postcode_service().lookup(location.postcode) if location.postcode else None
    location.location_code = code or ""
    location.location_admin_district = load_areas().name(code) if code else ""
    location.is_la_inferred = code is not None
    return location.is_la_inferred


@transaction.atomic
def save_location(*, location: Location, old_postcode: str, actor: User) -> None:
    """Saves a location from its page; a changed postcode asks for the authority anew."""
    if not access.can(actor, "add" if location.pk is None else "change", location):
        raise PermissionDenied
    if location.postcode != old_postcode:
        find_area(location)
    created = location.pk is None
    location.save()
    merged = location.scheme.owning_organisation.merge_date
    if created and merged and facts_of_scheme(location.scheme, load_windows()).open_deactivation_date is None:
        LocationDeactivationPeriod.objects.create(location=location, deactivation_date=merged)
