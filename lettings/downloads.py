"""What a file of lettings tells besides the answers: the scheme, the location, and where the letting is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from lettings.place import FIRST_YEAR_WITH_OWN_ADDRESS_IN_SUPPORTED_HOUSING
from orgs.areas.lookup import Areas, load_areas
from portal.clock import LONDON, today
from supported_housing.models import Location, Scheme

SCHEME_FIELDS = (
    "service_name",
    "sensitive",
    "scheme_type",
    "registered_under_care_act",
    "primary_client_group",
    "has_other_client_group",
    "secondary_client_group",
    "support_type",
    "intended_stay",
)
LOCATION_FIELDS = ("postcode", "name", "units", "type_of_unit", "mobility_type", "location_admin_district")


def scheme_and_location(rows: Sequence[Mapping[str, Any]]) -> dict[int, dict[str, Any]]:
    """The values of `scheme.…` and `location.…` of these rows, and the place that the location gives them."""
    places = _locations(row["location_id"] for row in rows)
    schemes = _schemes(row["scheme_id"] for row in rows)
    areas = load_areas() if places else Areas()
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        values = dict(schemes.get(row["scheme_id"], {}))
        if place := places.get(row["location_id"]):
            values.update(place)
            values.update(place_of(row["answers"], row["collection_year"], place, areas))
        if values:
            found[row["id"]] = values
    return found


def place_of(answers: Mapping[str, Any], year: int | None, place: Mapping[str, Any], areas: Areas) -> dict[str, Any]:
    """Postcode and area of the location, but from 2026 the letting's own where it has them (lettings.place)."""
    own_counts = (year or 0) >= FIRST_YEAR_WITH_OWN_ADDRESS_IN_SUPPORTED_HOUSING
    values: dict[str, Any] = {}
    if not (own_counts and answers.get("postcode_full")):
        values["postcode_full"] = place.get("location.postcode")
    if not (own_counts and answers.get("la")):
        code = place.get("location.code")
        values["la"] = (areas.of_location(code, year) if code and year else None) or answers.get("la")
    return values


def _schemes(ids: Iterable[int | None]) -> dict[int, dict[str, Any]]:
    if not (wanted := {one for one in ids if one is not None}):
        return {}
    day = today()
    schemes = Scheme._base_manager.filter(pk__in=wanted).select_related("owning_organisation")
    return {
        scheme.pk: {
            "scheme.code": scheme.code,
            "scheme.owning_organisation_name": scheme.owning_organisation.name_on(day),
            "scheme.created_at": _moment(scheme.created_at),
            **_with_labels("scheme", scheme, SCHEME_FIELDS),
        }
        for scheme in schemes.prefetch_related("owning_organisation__name_changes")
    }


def _locations(ids: Iterable[int | None]) -> dict[int, dict[str, Any]]:
    if not (wanted := {one for one in ids if one is not None}):
        return {}
    return {
        location.pk: {
            "location.id": location.pk,
            "location.code": location.location_code,
            "location.startdate": _day(location.startdate),
            **_with_labels("location", location, LOCATION_FIELDS),
        }
        for location in Location._base_manager.filter(pk__in=wanted)
    }


def _with_labels(what: str, record: Any, fields: Iterable[str]) -> dict[str, Any]:
    """Each column as it is stored, and with its label where it holds a code."""
    values: dict[str, Any] = {}
    for name in fields:
        value = getattr(record, name)
        values[f"{what}.{name}"] = None if value == "" else value
        if record._meta.get_field(name).choices and value is not None:
            values[f"{what}.{name}.label"] = getattr(record, f"get_{name}_display")()
    return values


def _moment(moment: Any) -> str:
    return f"{moment.astimezone(LONDON):%Y-%m-%d %H:%M:%S %z}"


def _day(day: date | None) -> str | None:
    """A day as the moment at which it begins, which is how this column has always been written."""
    return None if day is None else f"{datetime.combine(day, time.min, LONDON):%Y-%m-%d %H:%M:%S %z}"
