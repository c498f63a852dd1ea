"""Which schemes and locations a lettings log offers, in words that tell them apart (docs/domain/organisations.md#6.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONArray

from portal.clock import today
from portal.words import counted
from supported_housing import codes
from supported_housing.facts import CHOOSABLE_AHEAD, LocationFacts, SchemeFacts, in_order, place_name
from supported_housing.models import Location, Scheme


@dataclass(frozen=True, slots=True)
class LogOption:
    """`search` holds other words that people look for it by."""

    id: int
    label: str
    search: str = ""


def scheme_options(*, owner_id: int | None, current_id: int | None) -> list[LogOption]:
    """Confirmed schemes of the owner (all without one) with a location that has started or soon will.

    The log's own scheme is always among them.
    """
    places = Location.objects.filter(scheme=OuterRef("pk"), discarded_at=None)
    soon = Q(startdate=None) | Q(startdate__lte=today() + CHOOSABLE_AHEAD)
    offered = Q(Exists(places.filter(soon)), confirmed=True, discarded_at=None)
    if owner_id:
        offered &= Q(owning_organisation=owner_id)
    schemes = Scheme.objects.filter(offered | Q(pk=current_id)).order_by("service_name", "pk")
    pairs = places.order_by("id").values_list(JSONArray("postcode", "confirmed"), flat=True)
    return [_scheme_option(scheme, scheme.places) for scheme in _briefly(schemes).annotate(places=ArraySubquery(pairs))]


def _briefly(schemes: QuerySet[Scheme]) -> QuerySet[Scheme]:
    return schemes.only("service_name", "primary_client_group", "secondary_client_group", "has_other_client_group")


def _scheme_option(scheme: Scheme, places: Sequence[tuple[str, bool]]) -> LogOption:
    groups = [scheme.get_primary_client_group_display() or ""]
    if scheme.has_other_client_group == codes.YesNo.YES:
        groups.append(scheme.get_secondary_client_group_display() or "")
    complete = sum(confirmed for _, confirmed in places)
    parts = [f"{scheme} ({scheme.code})", *filter(None, groups), counted(complete, "location")]
    if incomplete := len(places) - complete:
        parts.append(f"{incomplete} incomplete")
    postcodes = dict.fromkeys(postcode for postcode, _ in places if postcode)
    search = " ".join(f"{postcode} {postcode.replace(' ', '')}" for postcode in postcodes)
    return LogOption(scheme.pk, ", ".join(parts), search)


def location_options(scheme: SchemeFacts | None, current: LocationFacts | None) -> list[LogOption]:
    """Complete locations of the scheme that have started or soon will, by postcode; the log's own one always."""
    if scheme is None:
        return []
    offered = {place.id: place for place in scheme.choosable_locations}
    if current is not None and current.scheme_id == scheme.id:
        offered[current.id] = current
    return [
        LogOption(place.id, place_name(place.postcode, place.name, place.id), (place.postcode or "").replace(" ", ""))
        for place in in_order(offered.values())
    ]
