"""Copies of schemes and locations for the organisation that takes over; the old ones close on the day (section 4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.apps import apps

from orgs.models import Organisation

LEFT_OUT = {"id", "owning_organisation", "scheme", "old_id", "old_visible_id", "created_at", "updated_at"}


def counts(organisation_ids: Iterable[int]) -> tuple[int, int]:
    """Visible ones; deleted ones are copied too, but nobody misses them."""
    found = apps.get_model("supported_housing.Scheme").objects.filter(
        owning_organisation__in=organisation_ids, discarded_at=None
    )
    places = apps.get_model("supported_housing.Location").objects.filter(scheme__in=found, discarded_at=None)
    return found.count(), places.count()


def copy_to(
    absorber: Organisation, organisation_ids: Iterable[int], day: date
) -> tuple[dict[int, int], dict[int, int]]:
    """Old id to new id, of schemes and of locations."""
    scheme_model = apps.get_model("supported_housing.Scheme")
    location_model = apps.get_model("supported_housing.Location")
    schemes: dict[int, int] = {}
    locations: dict[int, int] = {}
    for scheme in scheme_model.objects.filter(owning_organisation__in=organisation_ids).order_by("pk"):
        copy = _copy(scheme, day, owning_organisation=absorber)
        schemes[scheme.pk] = copy.pk
        scheme_start = max(filter(None, (scheme.startdate, day)))
        for location in location_model.objects.filter(scheme=scheme).order_by("pk"):
            place = _copy(location, day, scheme=copy)
            locations[location.pk] = place.pk
            _split_periods(location, place, day, closes=max(filter(None, (location.startdate, scheme_start))))
        _split_periods(scheme, copy, day, closes=scheme_start)
    return schemes, locations


def _copy(row: Any, day: date, **changed: Any) -> Any:
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in LEFT_OUT and not field.primary_key
    }
    values["startdate"] = max(filter(None, (row.startdate, day)))
    copy = type(row)(**values, **changed)
    copy.save()
    return copy


def _split_periods(old: Any, copy: Any, day: date, *, closes: date) -> None:
    """Past closures stay; one that spans the day is shared between both; later ones belong to the copy."""
    name = old._meta.model_name
    closed = False
    for period in list(
        old.deactivation_periods.order_by("-deactivation_date")
    ):  # later ones first: only one is open at a time
        begins, ends = period.deactivation_date, period.reactivation_date
        if begins > day:
            setattr(period, name, copy)
            period.save()
        elif ends is None or ends > day:
            type(period).objects.create(**{name: copy}, deactivation_date=day, reactivation_date=ends)
            period.reactivation_date = None
            period.save()
            closed = True
    if not closed:
        old.deactivation_periods.create(deactivation_date=closes)
