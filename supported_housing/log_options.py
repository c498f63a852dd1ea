"""Which schemes and locations a lettings log offers, in words that tell them apart (docs/domain/organisations.md#6.4)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.clock import today
from portal.words import counted
from supported_housing import codes
from supported_housing.facts import CHOOSABLE_AHEAD
from supported_housing.models import Location, Scheme


@dataclass(frozen=True, slots=True)
class LogOption:
    """`search` holds other words that people look for it by."""

    id: int
    label: str
    search: str = ""


def _open_soon(day: date) -> Q:
    return Q(startdate=None) | Q(startdate__lte=day + CHOOSABLE_AHEAD)


def scheme_options(*, owner_id: int | None, current_id: int | None) -> list[LogOption]:
    """Confirmed schemes of the owner (all without one) with a location that has started or soon will.

    The log's own scheme is always among them.
    """
    places = Location.objects.filter(_open_soon(today()), scheme=OuterRef("pk"), discarded_at=None)
    offered = Q(Exists(places), confirmed=True, discarded_at=None)
    if owner_id:
        offered &= Q(owning_organisation=owner_id)
    schemes = Scheme.objects.filter(offered | Q(pk=current_id)).order_by("service_name", "pk")
    by_scheme: dict[int, list[tuple[str, bool]]] = defaultdict(list)
    rows = Location.objects.filter(scheme__in=schemes.order_by(), discarded_at=None).order_by("id")
    for scheme_id, postcode, confirmed in rows.values_list("scheme_id", "postcode", "confirmed"):
        by_scheme[scheme_id].append((postcode, confirmed))
    return [_scheme_option(scheme, by_scheme[scheme.pk]) for scheme in _briefly(schemes)]


def _briefly(schemes: QuerySet[Scheme]) -> QuerySet[Scheme]:
    return schemes.only("service_name", "primary_client_group", "secondary_client_group", "has_other_client_group")


def _scheme_option(scheme: Scheme, places: list[tuple[str, bool]]) -> LogOption:
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


def location_options(*, scheme_id: int | None, current_id: int | None) -> list[LogOption]:
    """Complete locations of the scheme that have started or soon will, by postcode; the log's own one always."""
    if not scheme_id:
        return []
    offered = Q(_open_soon(today()), scheme=scheme_id, confirmed=True, discarded_at=None)
    rows = Location.objects.filter(offered | Q(pk=current_id, scheme=scheme_id)).order_by("postcode", "pk")
    return [LogOption(row.pk, str(row), row.postcode.replace(" ", "")) for row in rows]
