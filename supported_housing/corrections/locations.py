from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from orgs.areas.lookup import load_areas
from portal.addresses.postcodes import is_valid_postcode, normalise_postcode
from portal.addresses.services import postcode_service
from portal.clock import today
from portal.parameters import record_id, whole_number
from portal.windows import collection_year, year_start
from supported_housing import codes
from supported_housing.affected_logs import hold_around
from supported_housing.corrections.base import Corrector, Values, as_texts, code_of
from supported_housing.corrections.schemes import kept_scheme, relatives
from supported_housing.current_facts import WITH_FACTS
from supported_housing.dependents import dependents
from supported_housing.downloads import columns_of, rows
from supported_housing.models import Location, Scheme

CHOICES = {
    "location_type_of_unit": ("type_of_unit", codes.TYPES_OF_UNIT_OFFERED),
    "location_mobility_type": ("mobility_type", codes.MOBILITY_TYPES_OFFERED),
}
MOST_UNITS = 100_000


class LocationCorrector(Corrector):
    """All answers of a location, and the scheme it belongs to."""

    key = "location_code"
    columns = columns_of("locations")
    fixed: ClassVar[frozenset[str]] = frozenset({"location_code", "location_status", "location_active_dates"})

    def find(self, code: str) -> Location | None:
        places = Location.objects.kept().select_related("scheme__owning_organisation")
        return places.prefetch_related(*(f"scheme__{name}" for name in WITH_FACTS)).filter(pk=record_id(code)).first()

    def current(self, record: Any) -> Mapping[str, str]:
        found = (as_texts(self.columns, row) for row in rows("locations", Scheme.objects.filter(pk=record.scheme_id)))
        return next(row for row in found if row["location_code"] == str(record.pk))

    def read(self, record: Any, column: str, text: str) -> Values:
        match column:
            case "scheme_code":
                return {"scheme": _near_scheme(record, text)}
            case "location_postcode":
                return {"postcode": _postcode(text)}
            case "location_local_authority":
                return _area(text)
            case "location_name":
                return {"name": text}
            case "location_units":
                return {"units": _units(text)}
            case _:
                name, options = CHOICES[column]
                return {name: code_of(text, options)}

    def check(self, record: Any, values: Values) -> None:
        """A new postcode brings its authority, unless the file names one; an unknown one keeps what is there."""
        if "postcode" in values and "location_code" not in values:
            code = postcode_service().lookup(record.postcode)
            if code and code != record.location_code:
                record.location_code, record.location_admin_district = code, load_areas().name(code)
                record.is_la_inferred = True
                values["location_code"] = code

    def save(self, record: Any, values: Values) -> list[str]:
        since = year_start(collection_year(today()) - 1)
        hold_around(record, actor=self.actor, logs=dependents().since(record, since))
        record.save()
        if "scheme" in values:
            return dependents().moved_away(record, since, actor=self.actor)
        if "location_code" in values:
            return dependents().area_changed(record, since, actor=self.actor, windows=self.windows)
        return []


def _near_scheme(location: Location, code: str) -> Scheme:
    """A scheme of the same owner, or of one it works with."""
    owner, scheme = location.scheme.owning_organisation, kept_scheme(code)
    if scheme is None:
        raise ValidationError(f"there is no scheme {code}")
    if scheme.owning_organisation_id != owner.pk and scheme.owning_organisation not in relatives(owner):
        raise ValidationError(f"scheme {scheme.code} belongs to an organisation that {owner} does not work with")
    return scheme


def _postcode(text: str) -> str:
    postcode = normalise_postcode(text)
    if not is_valid_postcode(postcode):
        raise ValidationError(f"“{text}” is not a full postcode")
    return postcode


def _area(name: str) -> Values:
    area = load_areas().by_name(name, today())
    if area is None:
        raise ValidationError(f"“{name}” is not an English local authority of today")
    return {"location_code": area.code, "location_admin_district": area.name, "is_la_inferred": False}


def _units(text: str) -> int:
    units = whole_number(text)
    if units is None or not 1 <= units <= MOST_UNITS:
        raise ValidationError(f"“{text}” is not a number of units")
    return units
