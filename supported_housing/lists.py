"""The lists of schemes and locations: status filters and search as conditions of the database (docs/domain/organisations.md#6.2, 6.5)."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace

from accounts.models import User
from supported_housing.confidential import postcodes_shown
from supported_housing.models import (
    Location,
    LocationDeactivationPeriod,
    Scheme,
    SchemeDeactivationPeriod,
)
from supported_housing.status import Status, six_months_after

FILTERED = (
    Status.ACTIVE,
    Status.INCOMPLETE,
    Status.DEACTIVATING_SOON,
    Status.DEACTIVATED,
    Status.REACTIVATING_SOON,
    Status.ACTIVATING_SOON,
)


def _scheme_period(scheme: str, **conditions: object) -> Exists:
    return Exists(SchemeDeactivationPeriod.objects.filter(scheme=OuterRef(scheme), **conditions))


def _location_period(**conditions: object) -> Exists:
    return Exists(LocationDeactivationPeriod.objects.filter(location=OuterRef("pk"), **conditions))


def _owner_gone(path: str, today: date) -> Q:
    """A merger's day has begun when a list is looked at."""
    return Q(**{f"{path}owning_organisation__active": False}) | Q(
        **{
            f"{path}owning_organisation__merge_date__lte": today,
            f"{path}owning_organisation__merge_date__isnull": False,
        }
    )


def schemes_with_status(status: Status, today: date) -> Q:
    """Schemes that a list shows under the status."""
    return _scheme_sets(today)[status]


def locations_with_status(status: Status, today: date) -> Q:
    """Locations that a list shows under the status."""
    return _location_sets(today)[status]


def _in_order(conditions: dict[Status, Q]) -> dict[Status, Q]:
    """Each status for rows that meet its condition and none before it; what meets none is active."""
    taken = Q()
    sets: dict[Status, Q] = {}
    for status, condition in conditions.items():
        sets[status] = condition & ~taken if taken else condition
        taken |= condition
    return {**sets, Status.ACTIVE: ~taken}


def _soon(today: date) -> dict[str, object]:
    """An open deactivation near enough to be announced."""
    return {
        "reactivation_date": None,
        "deactivation_date__gt": today,
        "deactivation_date__lte": six_months_after(today),
    }


def _since(today: date) -> dict[str, object]:
    return {"reactivation_date": None, "deactivation_date__lte": today}


def _closed(today: date) -> dict[str, object]:
    return {"deactivation_date__lte": today, "reactivation_date__gt": today}


def _scheme_sets(today: date) -> dict[Status, Q]:
    complete_location = Exists(Location.objects.filter(scheme=OuterRef("pk"), confirmed=True, discarded_at=None))
    return _in_order(
        {
            Status.DEACTIVATED: _owner_gone("", today) | Q(_scheme_period("pk", **_since(today))),
            Status.INCOMPLETE: Q(confirmed=False) | ~Q(complete_location),
            Status.DEACTIVATING_SOON: Q(_scheme_period("pk", **_soon(today))),
            Status.REACTIVATING_SOON: Q(_scheme_period("pk", **_closed(today))),
            Status.ACTIVATING_SOON: Q(startdate__gt=today, startdate__isnull=False),
        }
    )


def _location_sets(today: date) -> dict[Status, Q]:
    """A scheme that is not confirmed says nothing of its own closing, so it does not reach its locations."""
    of_scheme = Q(scheme__confirmed=True)
    return _in_order(
        {
            Status.INCOMPLETE: Q(confirmed=False),
            Status.DEACTIVATED: _owner_gone("scheme__", today)
            | Q(_location_period(**_since(today)))
            | Q(_scheme_period("scheme", **_since(today))),
            Status.DEACTIVATING_SOON: Q(_location_period(**_soon(today)))
            | (of_scheme & Q(_scheme_period("scheme", **_soon(today)))),
            Status.ACTIVATING_SOON: Q(startdate__gt=today, startdate__isnull=False),
            Status.REACTIVATING_SOON: Q(_location_period(**_closed(today)))
            | (of_scheme & Q(_scheme_period("scheme", **_closed(today)))),
        }
    )


def _compact_postcode() -> Replace:
    return Replace("postcode", Value(" "))


def search_schemes(queryset: QuerySet[Scheme], text: str, user: User) -> QuerySet[Scheme]:
    """By name, code (with or without S), or name or postcode of a location."""
    text = text.strip()
    if not text:
        return queryset
    locations = (
        Location.objects.filter(discarded_at=None)
        .alias(compact=_compact_postcode())
        .filter(Q(name__icontains=text) | Q(compact__icontains="".join(text.split())) & postcodes_shown(user))
    )
    found = Q(service_name__icontains=text) | Q(pk__in=locations.values("scheme"))
    if code := re.fullmatch(r"[sS]?(\d{1,18})", text):
        found |= Q(pk=int(code[1]))
    return queryset.filter(found)


def search_locations(queryset: QuerySet[Location], text: str, user: User) -> QuerySet[Location]:
    """By name or postcode, spaces ignored; or by the location's code."""
    text = text.strip()
    if not text:
        return queryset
    found = Q(name__icontains=text) | Q(compact__icontains="".join(text.split())) & postcodes_shown(user)
    if re.fullmatch(r"\d{1,18}", text):
        found |= Q(pk=int(text))
    return queryset.alias(compact=_compact_postcode()).filter(found)
