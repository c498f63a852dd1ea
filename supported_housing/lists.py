"""The lists of schemes and locations: status filters and search as conditions of the database (section 6.2, 6.5)."""

from __future__ import annotations

import re
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace

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
    return Q(**{f"{path}owning_organisation__active": False}) | Q(
        **{f"{path}owning_organisation__merge_date__lte": today}
    )


def schemes_with_status(status: Status, today: date) -> Q:
    """Schemes that a list shows under the status."""
    sets = _scheme_sets(today)
    if status is Status.ACTIVE:
        return ~(sets[Status.INCOMPLETE] | sets[Status.DEACTIVATED] | sets[Status.DEACTIVATING_SOON]
                 | sets[Status.REACTIVATING_SOON] | sets[Status.ACTIVATING_SOON])  # fmt: skip
    return sets[status]


def _scheme_sets(today: date) -> dict[Status, Q]:
    gone = _owner_gone("", today)
    deactivated = gone | Q(_scheme_period("pk", reactivation_date=None, deactivation_date__lte=today))
    closing = ~gone & Q(
        _scheme_period(
            "pk",
            reactivation_date=None,
            deactivation_date__gt=today,
            deactivation_date__lt=six_months_after(today),
        )
    )
    closed = ~gone & Q(_scheme_period("pk", deactivation_date__lte=today, reactivation_date__gt=today))
    complete_location = Exists(Location.objects.filter(scheme=OuterRef("pk"), confirmed=True, discarded_at=None))
    unfinished = (Q(confirmed=False) | ~Q(complete_location)) & ~deactivated
    return {
        Status.DEACTIVATED: deactivated,
        Status.INCOMPLETE: unfinished & ~closing & ~closed,
        Status.DEACTIVATING_SOON: closing,
        Status.REACTIVATING_SOON: closed & ~deactivated,
        Status.ACTIVATING_SOON: Q(startdate__gt=today) & ~deactivated & ~closing & ~closed & ~unfinished,
    }


def locations_with_status(status: Status, today: date) -> Q:
    """Locations that a list shows under the status."""
    sets = _location_sets(today)
    if status is Status.ACTIVE:
        return ~(sets[Status.INCOMPLETE] | sets[Status.DEACTIVATED] | sets[Status.DEACTIVATING_SOON]
                 | sets[Status.REACTIVATING_SOON] | sets[Status.ACTIVATING_SOON])  # fmt: skip
    return sets[status]


def _location_sets(today: date) -> dict[Status, Q]:
    incomplete = Q(confirmed=False)
    gone = _owner_gone("scheme__", today)
    deactivated = ~incomplete & (
        gone
        | Q(_location_period(reactivation_date=None, deactivation_date__lte=today))
        | Q(_scheme_period("scheme", reactivation_date=None, deactivation_date__lte=today))
    )
    soon = {
        "reactivation_date": None,
        "deactivation_date__gt": today,
        "deactivation_date__lt": six_months_after(today),
    }
    open_ = ~incomplete & ~deactivated
    closing = open_ & (Q(_location_period(**soon)) | Q(_scheme_period("scheme", **soon)))
    closed_now = {"deactivation_date__lte": today, "reactivation_date__gt": today}
    starting = open_ & ~closing & Q(startdate__gt=today)
    closed = (
        open_ & ~closing & ~starting & (Q(_location_period(**closed_now)) | Q(_scheme_period("scheme", **closed_now)))
    )
    return {
        Status.INCOMPLETE: incomplete,
        Status.DEACTIVATED: deactivated,
        Status.DEACTIVATING_SOON: closing,
        Status.ACTIVATING_SOON: starting,
        Status.REACTIVATING_SOON: closed,
    }


def _compact_postcode() -> Replace:
    return Replace("postcode", Value(" "))


def search_schemes(queryset: QuerySet[Scheme], text: str) -> QuerySet[Scheme]:
    """By name, code (with or without S), or name or postcode of a location."""
    text = text.strip()
    if not text:
        return queryset
    locations = (
        Location.objects.filter(discarded_at=None)
        .alias(compact=_compact_postcode())
        .filter(Q(name__icontains=text) | Q(compact__icontains="".join(text.split())))
    )
    found = Q(service_name__icontains=text) | Q(pk__in=locations.values("scheme"))
    if code := re.fullmatch(r"[sS]?(\d{1,18})", text):
        found |= Q(pk=int(code[1]))
    return queryset.filter(found)


def search_locations(queryset: QuerySet[Location], text: str) -> QuerySet[Location]:
    """By name or postcode, spaces ignored; or by the location's code."""
    text = text.strip()
    if not text:
        return queryset
    found = Q(name__icontains=text) | Q(compact__icontains="".join(text.split()))
    if re.fullmatch(r"\d{1,18}", text):
        found |= Q(pk=int(text))
    return queryset.alias(compact=_compact_postcode()).filter(found)
