"""Facts around records, each read once and kept for the records that follow (a bounded number of them)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Sum

from accounts.models import User
from export_cds.records.facts import LocationFacts, OrganisationFacts, SchemeFacts, UserFacts
from orgs.areas.lookup import load_areas
from orgs.models import Organisation, OrganisationNameChange
from portal.clock import today
from portal.windows import load_windows
from supported_housing.build_facts import as_day, preload
from supported_housing.models import Location, Scheme

KEPT = 20_000

_SCHEME_COLUMNS = (
    "id",
    "sensitive",
    "primary_client_group",
    "secondary_client_group",
    "intended_stay",
    "arrangement_type",
    "registered_under_care_act",
    "scheme_type",
    "support_type",
)


class _Kept(dict[Any, Any]):
    """What has been read; asks for what is missing, all at once."""

    def __init__(self, read: Callable[[set[Any]], Mapping[Any, Any]]) -> None:
        super().__init__()
        self._read = read

    def need(self, ids: Iterable[Any]) -> None:
        wanted = set(ids) - {None}
        if not wanted <= self.keys():
            if len(self) > KEPT:
                self.clear()
            self.update(self._read(wanted - self.keys()))


class Known:
    """Organisations, users, schemes, locations and areas, by id."""

    def __init__(self) -> None:
        self._windows = load_windows()
        self.areas = load_areas()
        self.area_names = {code: area.name for code, area in self.areas.by_code.items()}
        self.organisations = _Kept(_read_organisations)
        self.users = _Kept(_read_users)
        self._schemes = _Kept(self._read_schemes)
        self._locations = _Kept(_read_locations)
        self._scheme_on: dict[tuple[int, str], SchemeFacts] = {}
        self._location_on: dict[tuple[int, str, int], LocationFacts] = {}

    def need_housing(self, scheme_ids: Iterable[int | None], location_ids: Iterable[int | None]) -> None:
        """Read schemes and locations that are not known yet."""
        places = set(location_ids) - {None}
        self._locations.need(places)
        owners = {self._locations[place].scheme_id for place in places}
        self._schemes.need({*scheme_ids, *owners})
        if len(self._scheme_on) > KEPT:
            self._scheme_on.clear()
        if len(self._location_on) > KEPT:
            self._location_on.clear()

    def scheme(self, scheme_id: int | None, day: str) -> SchemeFacts | None:
        """A scheme as it stands on the start date of a letting."""
        if scheme_id is None:
            return None
        key = scheme_id, day
        if key not in self._scheme_on:
            dated, row, _ = self._schemes[scheme_id]
            self._scheme_on[key] = SchemeFacts(**row, status=str(dated.status_on(as_day(day))))
        return self._scheme_on[key]

    def location(self, location_id: int | None, day: str, year: int) -> LocationFacts | None:
        """A location as it stands on the start date, with its area in the collection year."""
        if location_id is None:
            return None
        key = location_id, day, year
        if key not in self._location_on:
            row = self._locations[location_id]
            code = row.location_code
            self._location_on[key] = LocationFacts(
                id=location_id,
                status=str(self._schemes[row.scheme_id][2][location_id].status_on(as_day(day))),
                postcode=row.postcode or None,
                la=self.areas.of_location(code, year) if code else None,
                type_of_unit=row.type_of_unit,
                mobility_type=row.mobility_type,
                old_visible_id=row.old_visible_id,
                units=row.units,
            )
        return self._location_on[key]

    def _read_schemes(self, ids: set[int]) -> dict[int, Any]:
        facts = preload(windows=self._windows, today=today(), scheme_ids=ids)
        places: dict[int, dict[int, Any]] = {scheme: {} for scheme in ids}
        for place in facts.locations.values():
            places[place.scheme_id][place.id] = place
        # Deleted and unconfirmed locations count as well: the department wants all units the scheme ever had.
        rows = Scheme._base_manager.filter(pk__in=ids).annotate(all_units=Sum("locations__units")).order_by()
        found = {}
        for row in rows.values(*_SCHEME_COLUMNS, "all_units"):
            units = row.pop("all_units") or 0
            found[row["id"]] = facts.schemes[row["id"]], {**row, "units": units}, places[row["id"]]
        return found


def _read_organisations(ids: set[int]) -> dict[int, OrganisationFacts]:
    names: dict[int, list[tuple[str, str]]] = {}
    changes = OrganisationNameChange._base_manager.filter(organisation__in=ids, discarded_at=None)
    for owner, day, name in changes.order_by("startdate").values_list("organisation_id", "startdate", "name"):
        names.setdefault(owner, []).append((day.isoformat(), name))
    rows = Organisation._base_manager.filter(pk__in=ids).values_list(
        "id", "name", "provider_type", "housing_registration_no", "old_visible_id"
    )
    return {row[0]: OrganisationFacts(*row, names=tuple(names.get(row[0], ()))) for row in rows}


def _read_users(ids: set[int]) -> dict[int, UserFacts]:
    rows = User._base_manager.filter(pk__in=ids).values_list("id", "email")
    return {row[0]: UserFacts(*row) for row in rows}


def _read_locations(ids: set[int]) -> dict[int, Location]:
    # Without the model's default order, which costs a sort.
    return Location._base_manager.order_by().in_bulk(ids)
