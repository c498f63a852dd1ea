"""Copies of schemes and locations for the organisation that takes over; the old ones close on the day (docs/domain/organisations.md#4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from orgs.merges.step import Step
from orgs.models import Organisation
from portal.words import counted, day_in_words
from supported_housing.models import Location, Scheme

LEFT_OUT = {"id", "owning_organisation", "scheme", "old_id", "old_visible_id", "created_at", "updated_at"}


def counts(organisation_ids: Iterable[int]) -> tuple[int, int]:
    """Visible ones; deleted ones are copied too, but nobody misses them."""
    found = Scheme.objects.filter(owning_organisation__in=organisation_ids, discarded_at=None)
    places = Location.objects.filter(scheme__in=found, discarded_at=None)
    return found.count(), places.count()


def copy_to(
    absorber: Organisation, organisation_ids: Iterable[int], day: date
) -> tuple[dict[int, int], dict[int, int]]:
    """Old id to new id, of schemes and of locations."""
    schemes: dict[int, int] = {}
    locations: dict[int, int] = {}
    for scheme in Scheme.objects.filter(owning_organisation__in=organisation_ids).order_by("pk"):
        copy = _copy(scheme, day, owning_organisation=absorber)
        schemes[scheme.pk] = copy.pk
        scheme_start = max(filter(None, (scheme.startdate, day)))
        for location in Location.objects.filter(scheme=scheme).order_by("pk"):
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


class SchemesStep(Step):
    """Copies them, so that logs before the day keep what they refer to."""

    title = "Schemes and locations"
    place = 40
    relations = ("supported_housing.Scheme.owning_organisation",)

    def lines(self) -> list[str]:
        found, places = counts(self.facts.ids)
        return [
            f"{counted(found, 'scheme')} with {counted(places, 'location')} are copied to {self.facts.absorber}, "
            f"available from {day_in_words(self.facts.day)}. The present ones close on that day."
        ]

    def totals(self) -> dict[str, int]:
        return {"schemes": counts([*self.facts.ids, self.facts.absorber.pk])[0]}

    def apply(self) -> dict[str, Any]:
        schemes, locations = copy_to(self.facts.absorber, self.facts.ids, self.facts.day)
        self.facts.copies |= {Scheme._meta.label: schemes, Location._meta.label: locations}
        return {"schemes_copied": schemes, "locations_copied": locations}
